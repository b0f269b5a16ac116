/**
 * Dependability in numbers: how often a component works, how long without a break, what a system of components makes of
 * that, how many replicas a target takes, and what a history of observations says about all this. Formulas, and
 * estimates with confidence intervals; times are nanoseconds throughout.
 *
 * <p>Three words that are not one. A <em>failure</em>: the service is not what was specified. An <em>error</em>: the
 * part of the state that may lead to a failure. A <em>fault</em>: what caused the error. What a detector sees, and
 * {@link io.ft4j.core.dependability.UpDownHistory} records, are failures; {@link
 * io.ft4j.core.dependability.FaultClassifier} concludes from their pattern how persistent the fault behind them is.
 *
 * <p>{@link io.ft4j.core.dependability.UpDownHistory} owns the one mutable state here; all else is pure.
 *
 * <p>Sources: Avižienis, Laprie, Randell, Landwehr 2004 (terms); Trivedi, Probability and Statistics with
 * Reliability, Queuing, and Computer Science Applications, 2nd ed. 2002; Barlow, Proschan 1975 (structures); Epstein,
 * Sobel 1953 (estimates of a mean life); Bondavalli et al. 2000 (kinds of faults). The design note is {@code
 * docs/dependability.md}.
 *
 * <p>Reading order: {@link io.ft4j.core.dependability.Availability}, {@link io.ft4j.core.dependability.Reliability},
 * {@link io.ft4j.core.dependability.Structure}, {@link io.ft4j.core.dependability.ReplicaPlan}, {@link
 * io.ft4j.core.dependability.UpDownHistory}, {@link io.ft4j.core.dependability.Estimate}, {@link
 * io.ft4j.core.dependability.FaultClassifier}.
 */
package io.ft4j.core.dependability;
