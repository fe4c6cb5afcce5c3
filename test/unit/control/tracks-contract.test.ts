import { describe } from 'vitest';
import { MemoryTracks } from '../../support/memory-tracks.ts';
import { tracksContract } from '../../support/tracks-contract.ts';

describe('tracks in memory', () => {
  tracksContract(() => new MemoryTracks());
});
