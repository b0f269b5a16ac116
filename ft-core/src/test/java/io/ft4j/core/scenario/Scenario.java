package io.ft4j.core.scenario;

import io.ft4j.core.model.ProcessSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a scenario file.
 *
 * <pre>
 *   processes N [force=manual] [start=no] k=v…   first command: the cluster; forces are done at once unless manual
 *   log P term:count… [term=T] [vote=P]          fills the disk of a process that does not run
 *   do P propose TEXT…
 *   deliver|drop|dup|hold|release P->P [Type] [limit=N]
 *   durable P [upto=position]      fire P           advance [P] 150ms
 *   jump P 800ms                                 the clock is so much further at the next step: P was stopped, or its
 *                                                clock was set; nothing is done on the way
 *   partition P|P  or  P->P        heal             crash P [lose=none|unforced|N]      recover P
 *   stabilize [P] [for=500ms]      everything that can happen among P; with "for", deadlines too
 *   state P [field…]               role term vote leader last commit durable applied log, or those of the protocol
 *   check PROPERTY [P]             leader=P no-leader equal-logs commit=N
 *   quiet                                        what this block did so far is not in its trace
 *   mark NAME                      from NAME        go back to a mark: what led to it is done again
 * </pre>
 *
 * P is {@code 2}, {@code {1,3..5}} or {@code all}.
 */
public final class Scenario {
    private final ScenarioProtocol protocol;
    private final ScenarioFile file;
    private final List<ScenarioFile.Command> done = new ArrayList<>();
    private final Map<String, List<ScenarioFile.Command>> marks = new HashMap<>();

    private Trace trace;
    private ScenarioWorld world;

    public Scenario(ScenarioProtocol protocol, String name, List<String> lines) {
        this.protocol = protocol;
        file = ScenarioFile.parse(name, lines);
    }

    /** Fails when a trace differs from the expected one. */
    public void run() {
        for (ScenarioFile.Block block : file.blocks()) {
            List<String> actual = run(block);
            if (!actual.equals(block.expected())) {
                throw new ScenarioException(file.name(), block.separatorLine(), difference(block.expected(), actual));
            }
        }
    }

    /** The file with the traces as they are. */
    public String rewrite() {
        List<List<String>> traces = new ArrayList<>();
        for (ScenarioFile.Block block : file.blocks()) {
            traces.add(run(block));
        }
        return file.rewritten(traces);
    }

    private static String difference(List<String> expected, List<String> actual) {
        int at = 0;
        while (at < Math.min(expected.size(), actual.size()) && expected.get(at).equals(actual.get(at))) {
            at++;
        }
        return "line " + (at + 1) + " of the trace is not as expected"
                + "\n  expected: " + (at < expected.size() ? expected.get(at) : "(end)")
                + "\n  actual:   " + (at < actual.size() ? actual.get(at) : "(end)")
                + "\nwhole trace:\n" + String.join("\n", actual);
    }

    private List<String> run(ScenarioFile.Block block) {
        for (ScenarioFile.Command command : block.commands()) {
            run(command);
        }
        return trace.take();
    }

    private void run(ScenarioFile.Command command) {
        try {
            Arguments arguments = new Arguments(command.arguments());
            if (command.name().equals("mark")) {
                marks.put(arguments.word("name"), List.copyOf(done));
            } else if (command.name().equals("from")) {
                goBack(arguments.word("name"));
            } else {
                execute(command.name(), arguments);
                done.add(command);
            }
            arguments.end();
        } catch (ScenarioException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ScenarioException(file.name(), command.line(), e, trace == null ? List.of() : trace.take());
        }
    }

    private void goBack(String name) {
        List<ScenarioFile.Command> path = marks.get(name);
        if (path == null) {
            throw new IllegalArgumentException("no mark " + name);
        }
        world = null;
        done.clear();
        List<String> before = trace.take();
        for (ScenarioFile.Command command : path) {
            run(command);
        }
        trace.take();
        before.forEach(trace::line);
    }

    private void execute(String name, Arguments arguments) {
        if (name.equals("processes")) {
            if (world != null) {
                throw new IllegalArgumentException("processes twice");
            }
            trace = trace == null ? new Trace(true) : trace;
            world = new ScenarioWorld(protocol, arguments, trace);
            return;
        }
        if (world == null) {
            throw new IllegalArgumentException("the first command must be processes, not " + name);
        }
        switch (name) {
            case "log":
                fillLog(arguments);
                break;
            case "do":
                act(arguments);
                break;
            case "deliver":
                onFrames(arguments, false, world::deliver);
                break;
            case "drop":
                onFrames(arguments, false, world::drop);
                break;
            case "dup":
                onFrames(arguments, false, world::duplicate);
                break;
            case "hold":
                onFrames(arguments, false, packet -> packet.hold(true));
                break;
            case "release":
                onFrames(arguments, true, packet -> packet.hold(false));
                break;
            case "durable":
                world.force(processes(arguments), arguments.number("upto", Integer.MAX_VALUE));
                break;
            case "fire":
                world.fire(processes(arguments));
                break;
            case "advance":
                advance(arguments);
                break;
            case "jump":
                world.jump(processes(arguments), Arguments.parseDurationNs(arguments.word("duration")));
                break;
            case "partition":
                partition(arguments.word("processes"));
                break;
            case "heal":
                world.heal();
                break;
            case "crash":
                world.crash(processes(arguments), arguments.option("lose", "unforced"));
                break;
            case "recover":
                world.recover(processes(arguments));
                break;
            case "stabilize":
                world.stabilize(processesOrAll(arguments), arguments.durationNs("for", 0));
                break;
            case "quiet":
                trace.take();
                break;
            case "state":
                state(arguments);
                break;
            case "check":
                check(arguments);
                break;
            default:
                throw new IllegalArgumentException("unknown command '" + name + "'");
        }
    }

    private long processes(Arguments arguments) {
        return world.processes(arguments.word("processes"));
    }

    private long processesOrAll(Arguments arguments) {
        return arguments.hasWord() ? processes(arguments) : all();
    }

    private long all() {
        return ProcessSet.firstN(world.cluster().processCount());
    }

    private void fillLog(Arguments arguments) {
        long set = processes(arguments);
        List<String> runs = rest(arguments);
        long lastTerm = runs.isEmpty()
                ? 0
                : Arguments.parseNumber(runs.get(runs.size() - 1).split(":", 2)[0]);
        world.fillLog(set, runs, arguments.number("term", (int) lastTerm), arguments.number("vote", -1));
    }

    private void act(Arguments arguments) {
        int id = ProcessSet.first(processes(arguments));
        String verb = arguments.word("verb");
        if (!verb.equals("propose")) {
            throw new IllegalArgumentException("unknown verb '" + verb + "'");
        }
        world.propose(id, rest(arguments));
    }

    private static List<String> rest(Arguments arguments) {
        List<String> words = new ArrayList<>();
        while (arguments.hasWord()) {
            words.add(arguments.word("word"));
        }
        return words;
    }

    private void onFrames(Arguments arguments, boolean held, ScenarioWorld.FrameVerb verb) {
        ScenarioWorld.Route route = route(arguments.word("route"));
        String type = arguments.hasWord() ? arguments.word("type") : "";
        world.forFrames(route, type, arguments.number("limit", Integer.MAX_VALUE), held, verb);
    }

    private ScenarioWorld.Route route(String text) {
        int arrow = text.indexOf("->");
        if (arrow < 0) {
            throw new IllegalArgumentException("'" + text + "' is no P->P");
        }
        return new ScenarioWorld.Route(
                world.processes(text.substring(0, arrow)), world.processes(text.substring(arrow + 2)));
    }

    private void partition(String text) {
        int bar = text.indexOf('|');
        if (bar < 0) {
            ScenarioWorld.Route route = route(text);
            world.partition(route.sources(), route.destinations());
            return;
        }
        long one = world.processes(text.substring(0, bar));
        long other = world.processes(text.substring(bar + 1));
        world.partition(one, other);
        world.partition(other, one);
    }

    private void advance(Arguments arguments) {
        String first = arguments.word("duration");
        if (arguments.hasWord()) {
            world.advance(world.processes(first), Arguments.parseDurationNs(arguments.word("duration")));
        } else {
            world.advance(all(), Arguments.parseDurationNs(first));
        }
    }

    private void state(Arguments arguments) {
        long set = processes(arguments);
        List<String> fields = rest(arguments);
        for (long rest = set; rest != ProcessSet.EMPTY; rest = ProcessSet.withoutFirst(rest)) {
            trace.line(StateText.of(world.cluster(), ProcessSet.first(rest), fields));
        }
    }

    private void check(Arguments arguments) {
        String leader = arguments.option("leader", "");
        int commitIndex = arguments.number("commit", -1);
        String property = leader.isEmpty() && commitIndex < 0 ? arguments.word("property") : "";
        long set = processesOrAll(arguments);
        if (!leader.isEmpty()) {
            ClusterState.requireLeader(world.cluster(), set, ProcessSet.first(world.processes(leader)));
        } else if (commitIndex >= 0) {
            ClusterState.requireCommit(world.cluster(), set, commitIndex);
        } else if (property.equals("no-leader")) {
            ClusterState.requireNoLeader(world.cluster(), set);
        } else if (property.equals("equal-logs")) {
            ClusterState.requireEqualLogs(world.cluster(), set);
        } else {
            throw new IllegalArgumentException("unknown property '" + property + "'");
        }
    }
}
