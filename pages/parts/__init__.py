"""What the pages share: language, session, results, controls, charts, tables, findings."""
