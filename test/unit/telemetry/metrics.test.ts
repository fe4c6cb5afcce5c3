import { expect, test } from 'vitest';
import { openMetrics } from '../../../src/telemetry/metrics.ts';

const metrics = () => openMetrics({ version: '0.1.0', commit: '1fa6633c', dirty: 'false', node: 'v22.0.0' });

test('the build that runs is a metric', async () => {
  const { body } = await metrics().render();
  expect(body).toContain(
    'serin_build_info{version="0.1.0",commit="1fa6633c",dirty="false",node="v22.0.0"} 1\n',
  );
});

test('images that are not what they should be are counted by how that was seen', async () => {
  const opened = metrics();
  opened.workers.imageChanged('tag');
  opened.workers.imageChanged('answers');
  opened.workers.imageChanged('answers');
  const { body } = await opened.render();
  expect(body).toContain('serin_image_changed_total{what="tag"} 1\n');
  expect(body).toContain('serin_image_changed_total{what="answers"} 2\n');
});
