package io.ft4j.bench.cli;

import io.ft4j.bench.JsonWriter;
import io.ft4j.log.checkpoint.CheckpointDamage;
import io.ft4j.log.checkpoint.CheckpointInfo;
import io.ft4j.log.checkpoint.CheckpointScan;
import io.ft4j.log.line.Checkpoint;
import io.ft4j.log.line.Message;
import io.ft4j.log.line.RecoveryLine;
import io.ft4j.log.line.Rollback;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What {@code ft4j recovery-line} says, as a page and as JSON. */
final class LinePage {
    private LinePage() {}

    static void print(PrintWriter out, StoredLine stored) {
        out.printf(
                Locale.ROOT,
                "RECOVERY LINE of %d processes, all failed%n%n",
                stored.folders().size());
        stored.folders().forEach((id, scan) -> {
            long number = stored.line().state(id);
            String state = number == RecoveryLine.INITIAL
                    ? "its initial state"
                    : "checkpoint " + number + ", position "
                            + info(scan, number).position();
            out.printf(
                    Locale.ROOT,
                    "Process %-4d %s (%d sound)%n",
                    id,
                    state,
                    scan.sound().size());
        });
        section(out, "Cascade", stored.line().cascade());
        section(out, "In transit, as far as the checkpoints know", stored.line().inTransit());
        section(out, "Useless: in no consistent line", stored.useless());
        section(out, "Obsolete: may be deleted", stored.obsolete());
        section(out, "Damaged: left out", stored.damages());
        List<Integer> anew = stored.beginAnew();
        out.printf(
                Locale.ROOT,
                "%nRESULT       %s%n",
                anew.isEmpty() ? "every process has a checkpoint" : "to begin anew: " + anew);
        out.flush();
    }

    private static void section(PrintWriter out, String title, List<?> lines) {
        if (!lines.isEmpty()) {
            out.printf(Locale.ROOT, "%n%s%n", title);
            lines.forEach(line -> out.printf(Locale.ROOT, "  %s%n", line));
        }
    }

    private static CheckpointInfo info(CheckpointScan scan, long number) {
        return scan.sound().stream()
                .filter(checkpoint -> checkpoint.number() == number)
                .findAny()
                .orElseThrow();
    }

    static JsonWriter json(StoredLine stored) {
        JsonWriter json = new JsonWriter().beginObject().beginArray("line");
        stored.folders().forEach((id, scan) -> json.beginElement()
                .field("processId", id)
                .field("folder", scan.folder().toString())
                .field("checkpoint", stored.line().state(id))
                .endObject());
        json.endArray().beginArray("cascade");
        for (Rollback step : stored.line().cascade()) {
            json.beginElement().field("processId", step.processId());
            if (step.from() != RecoveryLine.CURRENT) {
                json.field("from", step.from());
            }
            json.field("to", step.to());
            if (step.cause() != null) {
                message(json.beginObject("cause"), step.cause()).endObject();
            }
            json.endObject();
        }
        json.endArray().beginArray("inTransit");
        stored.line().inTransit().forEach(message -> message(json.beginElement(), message)
                .endObject());
        json.endArray();
        checkpoints(json, "useless", stored.useless());
        checkpoints(json, "obsolete", stored.obsolete());
        json.beginArray("damages");
        for (CheckpointDamage damage : stored.damages()) {
            CheckpointCommand.fields(json.beginElement(), damage).endObject();
        }
        return json.endArray().endObject();
    }

    private static JsonWriter message(JsonWriter json, Message message) {
        return json.field("id", message.id())
                .field("senderId", message.senderId())
                .field("sendInterval", message.sendInterval())
                .field("receiverId", message.receiverId())
                .field("receiveInterval", message.receiveInterval());
    }

    private static void checkpoints(JsonWriter json, String name, List<Checkpoint> checkpoints) {
        json.beginArray(name);
        for (Checkpoint checkpoint : checkpoints) {
            json.beginElement()
                    .field("processId", checkpoint.processId())
                    .field("number", checkpoint.number())
                    .endObject();
        }
        json.endArray();
    }
}
