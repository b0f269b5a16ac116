/**
 * What the parts of a replicated command cost, each on one thread: {@code ft4j jmh [regex] [-- JMH options]}. The whole
 * is measured by {@code io.ft4j.bench.latency}.
 *
 * <p>In the order in which a command meets them: {@code IngressBenchmark}, {@code RaftStepBenchmark}, {@code
 * HotTailBenchmark}, {@code AppendEntriesBenchmark}, {@code ChecksumBenchmark}, {@code NetworkHopBenchmark}, {@code
 * LogAppendBenchmark}, {@code SessionsBenchmark}; {@code RoundTripBenchmark} is all of it on one thread.
 * {@code DetectorBenchmark} is what failure detection costs beside it.
 */
package io.ft4j.bench.jmh;
