package io.ft4j.bench.example.desk;

import java.util.List;

/**
 * What became of a run.
 *
 * @param orders    that came in.
 * @param refused   by the risk check.
 * @param kills     by SIGKILL.
 * @param elapsedNs from the start of the processes to the last answer.
 * @param problems  empty: each order was answered exactly once, and all states are those of an undisturbed run.
 */
public record DeskReport(long orders, long refused, int kills, long elapsedNs, List<String> problems) {}
