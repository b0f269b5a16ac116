/**
 * What ft4j needs from outside, and what an application gives it: {@link io.ft4j.core.port.Transport}, {@link
 * io.ft4j.core.port.DurableLog}, {@link io.ft4j.core.port.StateMachine}. Each port has one contract test that every
 * implementation passes.
 */
package io.ft4j.core.port;
