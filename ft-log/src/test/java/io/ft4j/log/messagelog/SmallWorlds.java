package io.ft4j.log.messagelog;

import io.ft4j.core.runtime.driver.DriverMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * All scripts of some number of messages, with each crash and each lost frame; four messages with one kind of crash only. It says what failed first, or how many runs there
 * were. It has whatever classes its own loader has.
 */
public final class SmallWorlds implements IntFunction<String> {
    private static final int MAX_CYCLES = 200;

    /** Of crashes: what was not forced is lost or kept, back at once or later, without and with checkpoints. */
    private static final int KINDS = 8;

    private final DriverMemory[] memories = new DriverMemory[Script.PROCESS_COUNT];
    private long runs;

    public SmallWorlds() {
        Arrays.setAll(memories, id -> new DriverMemory());
    }

    /** @param messages in each script. */
    @Override
    public String apply(int messages) {
        try {
            run(LoggingStyle.RECEIVER, messages);
            return "";
        } catch (RuntimeException e) {
            return e.getMessage();
        }
    }

    long runs() {
        return runs;
    }

    void run(LoggingStyle style, int messages) {
        for (Script script : scripts(messages)) {
            run(style, script);
        }
    }

    static List<Script> scripts(int messages) {
        List<Script> scripts = List.of(new Script(new int[0], new int[0]).with(Script.INPUT, false));
        for (int count = 1; count < messages; count++) {
            List<Script> longer = new ArrayList<>();
            for (Script script : scripts) {
                for (int cause = Script.INPUT; cause < count; cause++) {
                    longer.add(script.with(cause, false));
                    longer.add(script.with(cause, true));
                }
            }
            scripts = longer;
        }
        return scripts;
    }

    private void run(LoggingStyle style, Script script) {
        run(style, script, ScriptedWorld.Trouble.NONE, false);
        for (int frame = 0; run(style, script, new ScriptedWorld.Trouble(-1, 0, false, false, frame), false); frame++) {
            // The next.
        }
        for (int id = 0; id < Script.PROCESS_COUNT; id++) {
            for (int kind = 0; kind < (script.count() < 4 ? KINDS : 1); kind++) {
                boolean keeps = (kind & 1) != 0;
                boolean waits = (kind & 2) != 0;
                int cycle = 0;
                while (cycle < MAX_CYCLES
                        && run(style, script, new ScriptedWorld.Trouble(id, cycle, keeps, waits, -1), kind >= 4)) {
                    cycle++;
                }
            }
        }
    }

    private boolean run(LoggingStyle style, Script script, ScriptedWorld.Trouble trouble, boolean takesCheckpoints) {
        runs++;
        try {
            return new ScriptedWorld(style, script, trouble, takesCheckpoints, memories).run();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    e.getMessage() + "\nin " + style + ": " + script + "; " + trouble
                            + (takesCheckpoints ? ", with checkpoints" : ""),
                    e);
        }
    }
}
