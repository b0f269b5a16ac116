package io.ft4j.log.messagelog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three processes and every script of one to four messages; a crash of each process behind each of its duty cycles, and each
 * lost frame: nobody has heard what its sender does not say, and everything is told exactly once, to the outside too.
 */
final class SmallWorldTest {
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPTIMISTIC")
    void noOrphanAndNoLossAtAnyCrashPoint(LoggingStyle style) {
        SmallWorlds worlds = new SmallWorlds();
        for (int messages = 1; messages <= 4; messages++) {
            worlds.run(style, messages);
        }
        System.out.println("SmallWorldTest: " + style + ", " + worlds.runs() + " runs");
    }

    @Test
    void hasAllScripts() {
        assertEquals(1, SmallWorlds.scripts(1).size());
        assertEquals(4, SmallWorlds.scripts(2).size());
        assertEquals(24, SmallWorlds.scripts(3).size());
        assertEquals(192, SmallWorlds.scripts(4).size());
    }
}
