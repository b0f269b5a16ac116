package io.ft4j.bench.example.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real JVMs, real SIGKILLs: each order is answered exactly once, and the states are those of an undisturbed run. */
@Timeout(900)
final class DeskKillTest {
    private static final int ORDERS = Integer.getInteger("ft4j.desk.orders", 60_000);
    private static final int KILLS = Integer.getInteger("ft4j.desk.kills", 8);

    @TempDir
    Path folder;

    @Test
    void goesOnAsIfNothingHadHappened() throws Exception {
        long seed = System.nanoTime();
        System.out.println("DeskKillTest: seed " + seed);
        DeskReport report = new DeskRun(folder, null, ORDERS, KILLS, seed).run();
        System.out.println("DeskKillTest: " + report);
        assertEquals(List.of(), report.problems());
        assertEquals(KILLS, report.kills());
        assertTrue(report.refused() > 0, "the risk check has refused nothing");
    }
}
