-- Calls counted for several servers together (RATE_LIMIT_STORE=postgres). Unlogged: after a crash of the database all
-- callers start from zero, and counting writes no WAL. Column order and names are those of rate-limiter-flexible.
create unlogged table rate_limits (
  key text primary key,
  points integer not null,
  expire bigint
) with (fillfactor = 50);
