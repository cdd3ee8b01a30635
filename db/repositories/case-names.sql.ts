const NAMES = 'name_zh, name_en, address';

/**
 * Part of the statement that writes a step: keeps what those whom it names are called at that moment, where the case
 * does not know it yet. Stands after `stored`, the row of the case.
 * @param ids the parameter with the ids that the step holds; those of nobody are passed over.
 * @param knownAt the parameter with the first instant that the step tells of.
 */
export const namesWritten = (ids: string, knownAt: string): string => `names_written as (
    insert into case_names (case_id, subject_id, known_at, ${NAMES})
    select stored.id, named.id, ${knownAt}, named.name_zh, named.name_en, named.address
    from stored cross join lateral (
      select id, name as name_zh, name as name_en, address from customers where id = stored.customer_id
      union all select id, name, name, null from contacts where id = any(${ids} || stored.contact_id)
      union all select id, name, name, null from people where id = any(${ids})
      union all select id, name_zh, name_en, null from parts where id = any(${ids})
      union all select id, name, name, null from products where id = any(${ids})) as named
    left join lateral (
      select true as is_known, ${NAMES} from case_names
      where case_id = stored.id and subject_id = named.id order by known_at desc limit 1) as known on true
    where known.is_known is null
      or (known.name_zh, known.name_en, known.address)
        is distinct from (named.name_zh, named.name_en, named.address)
    on conflict (case_id, subject_id, known_at) do nothing)`;
