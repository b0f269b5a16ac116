/**
 * Runs one process: {@link io.ft4j.core.runtime.driver.EffectDriver} tells its protocols what happened and carries out what
 * they wrote into their outbox. Whoever hosts protocols of any kind starts here: a log, a transport, a stack, and a call of
 * {@code cycle} whenever something may have happened.
 *
 * <p>Who owns what: {@code OutboxBuffer} the effects of one duty cycle; {@code HeldFrames} frames that wait for the disk;
 * {@code DriverMemory} keeps the buffers of both for the next life;
 * {@code CommitSink} is the way of committed entries to their state machine.
 */
package io.ft4j.core.runtime.driver;
