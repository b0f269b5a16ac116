/**
 * What a replicated command costs, end to end: the harness behind {@code ft4j bench replication}. The microbenchmarks of
 * the parts are in {@code io.ft4j.bench.jmh}.
 *
 * <p>A run is one JVM: {@link io.ft4j.bench.latency.ReplicationRun} starts a group and its sessions, lets a {@link
 * io.ft4j.bench.latency.Load} warm up and then measures it. Latency is the time from the offer of a command, in an open
 * loop from the moment at which it should have been offered, until its reply has been polled. The command itself forks
 * one fresh JVM after the other and only waits meanwhile, since what the JIT compiler made of one run decides about the
 * next one in the same JVM.
 *
 * <p>Checked in every run: L1 every command is answered exactly once and with its own number. L2 every replica executed
 * every command exactly once, and all digests are equal at the end. A run that breaks one of them gives no figures.
 *
 * <p>{@link io.ft4j.bench.latency.CommitRun} measures transactions in the same way, behind {@code ft4j bench commit}: L3 every
 * transaction committed, and every participant committed each of them once.
 *
 * <p>Reading order: {@code RunSpec}, {@code ReplicationRun}, {@code Connections}, the loads, {@code RunResult},
 * {@code ReplicationCommand}.
 */
package io.ft4j.bench.latency;
