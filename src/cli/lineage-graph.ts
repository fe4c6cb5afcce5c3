/**
 * The lineage as a graph of Graphviz: a box for every release, in a frame for every language.
 *
 *   solid arrow    a track moved from one release to another, with what, who and why
 *   dashed arrow   a release was weighed against its parent, and no track moved between the two
 */
import type { Graph } from '@viz-js/viz';
import type { LineageAnswer, LineageEdgeAnswer, LineageNodeAnswer } from './control-answers.ts';

const fills: Readonly<Record<string, string>> = {
  built: '#f4f4f4',
  canary: '#fff1b8',
  stable: '#c9ecd0',
  retired: '#dfe3e8',
};
const quarantinedFill = '#f7c9c4';
const rollbackColour = '#b3261e';
const moveColour = '#3d4852';
/** One that Graphviz knows the widths of, so that boxes are as wide as what stands in them. */
const font = 'Helvetica';

export const lineageGraph = ({ nodes, edges, environment, revision }: LineageAnswer): Graph => {
  const languages = [...new Set(nodes.map(({ language }) => language))].sort();
  const moves = edges.filter(({ from, to }) => from !== undefined && to !== undefined);
  return {
    graphAttributes: {
      rankdir: 'LR',
      label: `Serin ${environment}, revision ${revision}`,
      labelloc: 't',
      fontname: font,
      nodesep: 0.35,
      ranksep: 0.9,
    },
    nodeAttributes: {
      shape: 'box',
      style: 'rounded,filled',
      fontname: font,
      fontsize: 11,
      margin: '0.25,0.12',
    },
    edgeAttributes: { fontname: font, fontsize: 9, color: moveColour },
    subgraphs: languages.map((language) => ({
      name: `cluster_${language}`,
      graphAttributes: { label: language, style: 'rounded', color: '#c8ced6', fontname: font },
      nodes: nodes.filter((node) => node.language === language).map(boxOf),
    })),
    edges: [
      ...moves.map(arrowOf),
      ...nodes
        .filter(({ fingerprint, parent }) => parent !== undefined && !moved(moves, parent, fingerprint))
        .map(({ fingerprint, parent = '' }) => ({
          tail: parent,
          head: fingerprint,
          attributes: { style: 'dashed', color: '#9aa5b1', arrowhead: 'open' },
        })),
    ],
  };
};

const moved = (moves: readonly LineageEdgeAnswer[], from: string, to: string): boolean =>
  moves.some((move) => move.from === from && move.to === to);

const boxOf = (node: LineageNodeAnswer) => ({
  name: node.fingerprint,
  attributes: {
    label: linesOf(node).join('\n'),
    fillcolor: node.quarantine === undefined ? (fills[node.stage] ?? '#ffffff') : quarantinedFill,
    ...(node.tracks.length > 0 ? { penwidth: 2 } : {}),
  },
});

const linesOf = (node: LineageNodeAnswer): string[] => {
  const [name = '', digest = ''] = node.fingerprint.split('@');
  return [
    name,
    `@${digest}`,
    [node.stage, ...(node.tracks.length > 0 ? [`on ${node.tracks.join(' and ')}`] : [])].join(', '),
    ...(node.sinceMs === undefined ? [] : [`since ${minute(node.sinceMs)}`]),
    ...node.provenance.map(({ environment, stage }) => `${stage} in ${environment}`),
    ...(node.draining ? ['draining'] : []),
    ...(node.quarantine === undefined ? [] : [`quarantined: ${node.quarantine.reason}`]),
  ];
};

const arrowOf = (edge: LineageEdgeAnswer) => ({
  tail: edge.from ?? '',
  head: edge.to ?? '',
  attributes: {
    label: [
      `${edge.kind} on ${edge.track}`,
      `${edge.by}, ${minute(edge.atMs)}`,
      edge.reason,
      ...(edge.forced === undefined ? [] : [`forced: ${edge.forced.join(', ')}`]),
    ].join('\n'),
    ...(edge.kind === 'rollback' ? { color: rollbackColour, fontcolor: rollbackColour } : {}),
  },
});

/** `2026-11-25 07:30` */
const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
