/**
 * One class per property, incremental, with bounded work per event, for every protocol that claims it. A {@link
 * io.ft4j.core.sim.check.Check} is told events and throws {@link io.ft4j.core.sim.check.Check.Broken}. Mutants of
 * the product prove that the checks together notice; of several checks that a mutant breaks, the first to see it is named. {@link io.ft4j.core.sim.check.RaftChecks} are all that Raft and the sessions promise.
 *
 * <p>Sources: Ongaro, Ousterhout 2014, Figure 3; Schneider 1990. Reading order: {@code Check}, {@code ElectionSafety}, {@code
 * CommittedEntries}, {@code StateDivergence}, {@code ExactlyOnce}.
 */
package io.ft4j.core.sim.check;
