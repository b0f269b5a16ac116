/**
 * What tests of several modules need: an outbox that keeps the effects of a step, a disk of which a crash leaves what it
 * leaves, and where in a duty cycle crashes come. Reading order: {@code TestOutbox}, {@code TestDisk}, {@code Cut}.
 */
package io.ft4j.core.testing;
