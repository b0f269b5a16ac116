/**
 * Ports whose other side lies in this process: {@link io.ft4j.core.runtime.local.InProcessNetwork}, a transport of rings,
 * and {@link io.ft4j.core.runtime.local.MemoryLog}, a log that is lost with the process.
 */
package io.ft4j.core.runtime.local;
