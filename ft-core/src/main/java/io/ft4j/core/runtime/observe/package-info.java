/**
 * What can be seen of running protocols: their counts in Agrona counters, which {@link
 * io.ft4j.core.runtime.observe.CounterPublisher} keeps up to date, and in a meter registry through {@link
 * io.ft4j.core.runtime.observe.CountersMeterBinder}; rare things as events of the JDK's flight recorder. Nothing allocates
 * while nobody listens.
 *
 * <p>Micrometer is an optional dependency: only {@code CountersMeterBinder} needs it.
 */
package io.ft4j.core.runtime.observe;
