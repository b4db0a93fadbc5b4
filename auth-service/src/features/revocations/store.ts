import type { Knex } from 'knex';

export interface Revocations {
  sequence: string;
  subjects: string[];
  all: boolean;
}

/** Past so many subjects, forgetting everything is less work. */
const maxSubjects = 1_000;

/** What was revoked after a number; null asks for the newest number alone. */
export async function readRevocations(knex: Knex, after: string | null): Promise<Revocations> {
  // The table is never empty: the newest row always stays.
  const { rows } = await knex.raw<{ rows: (Revocations & { isKnown: boolean })[] }>(
    `select max(sequence)::text as sequence,
       coalesce(:after between min(sequence) and max(sequence), true) as "isKnown",
       array(select subject from revocations where sequence > :after group by subject order by max(sequence) limit :limit) as subjects
     from revocations`,
    { after, limit: maxSubjects + 1 },
  );
  const [row] = rows;
  if (!row) throw new Error('no row');
  const { sequence, subjects, isKnown } = row;
  const all = !isKnown || subjects.length > maxSubjects;
  return { sequence, subjects: all ? [] : subjects, all };
}
