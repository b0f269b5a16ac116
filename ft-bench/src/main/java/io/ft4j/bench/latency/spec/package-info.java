/** What a measurement of a group runs with: {@link io.ft4j.bench.latency.spec.RunSpec}, and the machine that it replicates. */
package io.ft4j.bench.latency.spec;
