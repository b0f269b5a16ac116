package io.ft4j.bench.example.orderbook.run;

import io.ft4j.bench.example.orderbook.LogKind;
import io.ft4j.core.port.Durability;
import java.nio.file.Path;

/**
 * How a replicated run is to go.
 *
 * @param folder        for the logs, one sub-folder a replica
 * @param commands      in the input
 * @param killAfter     commands offered, then the leader is killed; −1: never
 * @param restartAfter  commands offered, then it is restarted
 * @param outstanding   commands without a reply, at most
 * @param ratePerSecond offered at this pace; 0: as fast as replies come
 */
record RunPlan(
        LogKind log,
        Durability durability,
        Path folder,
        long commands,
        long killAfter,
        long restartAfter,
        int outstanding,
        long ratePerSecond) {
    static final long NEVER = -1;

    RunPlan {
        if (killAfter != NEVER && restartAfter < killAfter) {
            throw new IllegalArgumentException(
                    "restartAfter=" + restartAfter + " must not be before killAfter=" + killAfter);
        }
    }
}
