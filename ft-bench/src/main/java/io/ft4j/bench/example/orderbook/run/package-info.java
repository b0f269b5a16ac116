/**
 * The order book as a job: the same input through one plain book and through three replicas that lose their leader.
 *
 * <p><b>The run.</b> {@link io.ft4j.bench.example.orderbook.run.OrderBookRun} → {@code PlainRun}, {@code ReplicatedRun} ({@code
 * ClientLoad}, {@code LeaderLoss}, {@code CatchUp}) → {@code Verdict}, {@code ReportPage}, {@code ReportJson}. The verdict
 * compares the digest of every replica, and of all replies, with the plain run's. Time in the report is of two kinds:
 * latencies and speeds are {@link java.lang.System#nanoTime}; market time is what the events carry.
 */
package io.ft4j.bench.example.orderbook.run;
