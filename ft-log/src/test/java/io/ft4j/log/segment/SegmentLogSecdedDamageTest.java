package io.ft4j.log.segment;

import io.ft4j.log.Protection;

/** Damage to a log with check bits: single flipped bits are corrected, everything else ends as without. */
class SegmentLogSecdedDamageTest extends SegmentLogDamageTest {
    @Override
    protected Protection protection() {
        return Protection.SECDED;
    }
}
