package io.ft4j.core.sim.world;

/**
 * How fast the world is.
 *
 * @param delayNs   mean time of a frame on its way when all is well.
 * @param forceNs   mean duration of a force; 0: done at once.
 * @param timeoutNs what the processes take for a long time: by it delays and faults are measured.
 */
public record EngineSettings(long delayNs, long forceNs, long timeoutNs) {}
