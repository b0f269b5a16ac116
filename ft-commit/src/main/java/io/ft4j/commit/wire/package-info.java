/**
 * The messages and records of two-phase commit: what waits to be sent, what waits to be durable, what is read, and the ids in
 * them; and the counters of what is met.
 */
package io.ft4j.commit.wire;
