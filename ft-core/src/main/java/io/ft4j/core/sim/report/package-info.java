/**
 * What a person gets from a simulated run: {@link io.ft4j.core.sim.report.FailureReport} says what failed, how to replay
 * it and what came last; {@link io.ft4j.core.sim.report.Shrinker} finds the few faults that it takes; {@link
 * io.ft4j.core.sim.report.SpaceTimeDiagram} draws it.
 *
 * <p>Sources: Zeller, Hildebrandt 2002 (delta debugging); Lamport 1978 (space-time diagrams). Reading order: as above,
 * then {@code Picture}, which puts a diagram together.
 */
package io.ft4j.core.sim.report;
