package io.ft4j.core.sim.world;

/**
 * What a disk does at a crash with what was not forced. Millionths, tried in this order; without luck all is lost.
 *
 * @param tornRate       a record is left in part, those before it whole.
 * @param keepSubsetRate any subset is left.
 * @param keepPrefixRate the oldest are left.
 */
public record CrashFate(long tornRate, long keepSubsetRate, long keepPrefixRate) {
    public static final CrashFate LOSE_ALL = new CrashFate(0, 0, 0);
}
