/**
 * Causal message logging ({@link io.ft4j.log.messagelog.LoggingStyle#CAUSAL}). Not for services.
 *
 * <p>A <i>determinant</i> says which event a process had at an rsn. Each process keeps those of others on which it may depend until
 * they are on stable storage at their own process, and tells whoever comes to depend on it those that its own log may not have.
 *
 * <p><b>Owners.</b> {@code KnownDeterminants}: what is known of others. {@code DeterminantStream}: what is told to others, and in
 * which order. {@code HeardStreams}: how far the streams of others are known, and of which life. {@code CausalReplay}: who was asked
 * after a crash.
 *
 * <p><b>Invariants.</b> C1 whoever depends on an event knows its determinant, or it is in the log of a process. C2 what an event
 * depends on stands in the log before it. C3 whoever has answered a life of a process learns no determinant of an earlier one.
 * C4 nothing is learned in a life before all others have answered.
 *
 * <p>Sources: Elnozahy, Zwaenepoel, Manetho: Transparent Rollback-Recovery with Low Overhead, Limited Rollback, and Fast Output
 * Commit (1992); Alvisi, Marzullo, Message Logging: Pessimistic, Optimistic, Causal, and Optimal (1998); Elnozahy, Alvisi,
 * Wang, Johnson, A Survey of Rollback-Recovery Protocols in Message-Passing Systems (2002), section 3.4.
 *
 * <p>Reading order: {@code Determinant}, {@code DeterminantStream}, {@code KnownDeterminants}, {@code CausalReplay}, {@code
 * CausalLogging}.
 */
package io.ft4j.log.messagelog.causal;
