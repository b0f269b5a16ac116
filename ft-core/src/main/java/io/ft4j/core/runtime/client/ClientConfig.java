package io.ft4j.core.runtime.client;

import java.util.concurrent.TimeUnit;
import org.agrona.BitUtil;

/**
 * How a client behaves.
 *
 * @param sessionId      of the client, never used before in this group; 0: the group chooses.
 * @param maxOutstanding commands that may wait for their reply, a power of two; the group keeps as many replies.
 * @param retryTimeoutNs how long no reply may come before everything outstanding is sent again.
 */
public record ClientConfig(long sessionId, int maxOutstanding, long retryTimeoutNs) {
    /** 1,024 outstanding, retry after one second. */
    public static final ClientConfig DEFAULT = new ClientConfig(0, 1024, TimeUnit.SECONDS.toNanos(1));

    public ClientConfig {
        if (sessionId < 0) {
            throw new IllegalArgumentException("sessionId=" + sessionId + " must not be negative");
        }
        if (maxOutstanding < 1 || !BitUtil.isPowerOfTwo(maxOutstanding)) {
            throw new IllegalArgumentException("maxOutstanding=" + maxOutstanding + " must be a power of two");
        }
        if (retryTimeoutNs <= 0) {
            throw new IllegalArgumentException("retryTimeoutNs=" + retryTimeoutNs + " must be positive");
        }
    }

    public ClientConfig withMaxOutstanding(int maxOutstanding) {
        return new ClientConfig(sessionId, maxOutstanding, retryTimeoutNs);
    }

    public ClientConfig withSessionId(long sessionId) {
        return new ClientConfig(sessionId, maxOutstanding, retryTimeoutNs);
    }

    public ClientConfig withRetryTimeoutNs(long retryTimeoutNs) {
        return new ClientConfig(sessionId, maxOutstanding, retryTimeoutNs);
    }
}
