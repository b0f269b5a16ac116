package io.ft4j.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DetectorClassTest {
    @ParameterizedTest
    @CsvSource({
        "PERFECT,STRONG,STRONG,SYNCHRONOUS,FAIL_STOP",
        "EVENTUALLY_PERFECT,STRONG,EVENTUAL_STRONG,PARTIALLY_SYNCHRONOUS,FAIL_NOISY",
        "OMEGA,STRONG,EVENTUAL_WEAK,PARTIALLY_SYNCHRONOUS,FAIL_SILENT",
        "NONE,NONE,NONE,ASYNCHRONOUS,FAIL_SILENT"
    })
    void aClassSaysWhatItGuaranteesAndWhatItNeeds(
            DetectorClass detectorClass,
            DetectorClass.Completeness completeness,
            DetectorClass.Accuracy accuracy,
            Synchrony synchrony,
            Halting halting) {
        assertEquals(completeness, detectorClass.completeness());
        assertEquals(accuracy, detectorClass.accuracy());
        assertEquals(synchrony, detectorClass.neededSynchrony());
        assertEquals(halting, detectorClass.halting());
    }

    /** No class claims more than one that implies it, in any of its dimensions. */
    @Test
    void aClassImpliesExactlyThoseThatPromiseNoMore() {
        for (DetectorClass one : DetectorClass.values()) {
            for (DetectorClass other : DetectorClass.values()) {
                boolean promisesNoLess = one.completeness().compareTo(other.completeness()) <= 0
                        && one.accuracy().compareTo(other.accuracy()) <= 0;
                assertEquals(promisesNoLess, one.implies(other), one + " implies " + other);
            }
        }
    }

    @Test
    void aClassIsNamedAsInTheLiterature() {
        assertEquals("P", DetectorClass.PERFECT.symbol());
        assertEquals("◇P", DetectorClass.EVENTUALLY_PERFECT.symbol());
        assertEquals("Ω", DetectorClass.OMEGA.symbol());
    }
}
