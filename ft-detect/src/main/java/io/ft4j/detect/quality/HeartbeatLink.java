package io.ft4j.detect.quality;

/**
 * What the way from the sender to the observer does to heartbeats: each is lost with a probability, or else delayed,
 * independently of all others.
 *
 * @param lossProbability from 0 to {@link #MAX_LOSS_PROBABILITY}.
 */
public record HeartbeatLink(double lossProbability, DelayDistribution delay) {
    /** Beyond this the detector waits for heartbeats that practically never come. */
    public static final double MAX_LOSS_PROBABILITY = 0.999;

    public HeartbeatLink {
        Require.range("lossProbability", lossProbability, 0, MAX_LOSS_PROBABILITY);
        if (delay == null) {
            throw new IllegalArgumentException("delay=null: a distribution is needed");
        }
    }
}
