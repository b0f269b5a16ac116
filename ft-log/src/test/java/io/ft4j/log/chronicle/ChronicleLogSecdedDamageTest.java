package io.ft4j.log.chronicle;

import io.ft4j.log.Protection;

/** Damage to a log with check bits: single flipped bits in blocks are corrected, everything else ends as without. */
class ChronicleLogSecdedDamageTest extends ChronicleLogDamageTest {
    @Override
    protected Protection protection() {
        return Protection.SECDED;
    }
}
