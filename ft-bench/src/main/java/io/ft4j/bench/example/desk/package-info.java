/**
 * A desk of three processes that are not replicated, and come back after a crash as if nothing had happened: a gateway takes
 * orders from the outside and sends them to a risk check, which sends them on to a book or refuses them; both answer the
 * gateway, which answers the outside.
 *
 * <p>Each is a {@link io.ft4j.log.messagelog.RecoverableProcess} in a JVM of its own. {@code ft4j desk} runs them over UDP and
 * kills them; in the end each order has been answered exactly once, and the states are those of a run without a crash.
 *
 * <p>Reading order: {@code Gateway}, {@code RiskCheck}, {@code Book}, {@code DeskProcess}, {@code DeskRun}.
 */
package io.ft4j.bench.example.desk;
