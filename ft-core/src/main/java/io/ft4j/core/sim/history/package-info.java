/**
 * What clients saw of a service, and whether one copy that does one thing at a time could have shown them the same. Knows
 * no protocol and no simulator: histories recorded elsewhere are judged as well.
 *
 * <p>An operation is done at some instant between its invocation and its end. One that ended unknown is done at any
 * instant after its invocation, or never; one that failed is never done. A history is linearizable if instants can be
 * chosen such that the operations in their order are what the sequential model allows, with the results that were seen.
 *
 * <p>Sources: Herlihy and Wing 1990 (linearizability); Wing and Gong 1993 (the search); Lowe 2017, Testing for
 * linearizability (memory of configurations, linearizing just in time); Horn and Kroening 2015 (one partition at a time).
 *
 * <p>Invariants:
 * <ul>
 *   <li>H1 an operation ends at most once, and after it was invoked;
 *   <li>H2 the search takes an operation only if it was invoked before the first end of one that it has not taken;
 *   <li>H3 what it remembers has failed, and is bounded; without room it goes on, and its steps end it.
 * </ul>
 *
 * <p>Reading order: {@link io.ft4j.core.sim.history.Operation}, {@link io.ft4j.core.sim.history.History}, {@link
 * io.ft4j.core.sim.history.SequentialModel}, {@link io.ft4j.core.sim.history.RegisterModel}, {@link
 * io.ft4j.core.sim.history.Linearizability}, Search, OpenOperations, CounterExample.
 */
package io.ft4j.core.sim.history;
