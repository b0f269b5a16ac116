/**
 * The vocabulary: what may fail, how much is known of time, how many processes that takes, and the arithmetic of
 * quorums. Leaves without state that every other package stands on.
 *
 * <p>Source: the fault-tolerance literature as named at each type. Reading order: {@link
 * io.ft4j.core.model.ProcessSet}, {@link io.ft4j.core.model.Quorum}, {@link io.ft4j.core.model.FailureClass}, {@link
 * io.ft4j.core.model.GroupSize}, {@link io.ft4j.core.model.DetectorClass}.
 */
package io.ft4j.core.model;
