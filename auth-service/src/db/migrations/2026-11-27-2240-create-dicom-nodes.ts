import type { Migration } from '../migrate.ts';

/**
 * Why: what the gate must know about a DICOM node and Orthanc's own modalities have no place for. Orthanc takes `CT1` and `ct1` for
 * the same node (`StrictAetComparison` is false by default), and so does this.
 */
export const createDicomNodes: Migration = {
  name: '2026-11-27-2240-create-dicom-nodes',

  async up(knex) {
    await knex.raw(`
      create table dicom_nodes (
        aet text not null check (aet = btrim(aet) and length(aet) between 1 and 16),
        labels text[] not null default '{}',
        scope text[] not null default '{*}',
        updated_at timestamptz not null default now()
      );
      create unique index dicom_nodes_aet on dicom_nodes (lower(aet));
      create constraint trigger dicom_nodes_revocation after insert or update or delete on dicom_nodes
        deferrable initially deferred for each row execute function note_revocation('config:nodes');
    `);
  },

  async down(knex) {
    await knex.raw('drop table dicom_nodes');
  },
};
