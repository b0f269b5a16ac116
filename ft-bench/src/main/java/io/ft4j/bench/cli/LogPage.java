package io.ft4j.bench.cli;

import io.ft4j.bench.JsonWriter;
import io.ft4j.commit.wire.CommitRecords;
import io.ft4j.core.port.DurableLog;
import io.ft4j.core.protocol.Records;
import io.ft4j.log.inspect.LogDamage;
import io.ft4j.log.inspect.LogInfo;
import io.ft4j.log.inspect.LogRecord;
import io.ft4j.log.inspect.LogVerification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Prints what is in a log: for people, or one JSON object a line. */
final class LogPage {
    /** Types of protocols are numbered by these: two protocols may use the same number in logs of their own. */
    private static final Map<Integer, String> TYPE_NAMES = Map.of(
            DurableLog.TRUNCATION,
            "truncation",
            Records.COMMAND,
            "command",
            Records.NO_OP,
            "no-op",
            3,
            "group identity",
            4,
            "node identity",
            Records.FIRST_PROTOCOL_TYPE,
            "term and vote",
            CommitRecords.RECORD_TYPE,
            "commit");

    private static final String HEX = "0123456789abcdef";

    private final PrintWriter out;
    private final boolean asJson;
    private final int bytes;
    private Path file;

    /** @param bytes how many of each body are printed. */
    LogPage(PrintWriter out, boolean asJson, int bytes) {
        this.out = out;
        this.asJson = asJson;
        this.bytes = bytes;
    }

    static String typeName(int recordType) {
        return TYPE_NAMES.getOrDefault(recordType, "type " + recordType);
    }

    void heading() {
        if (!asJson) {
            out.printf(Locale.ROOT, "%15s %15s  %-16s %10s  %s%n", "position", "index", "type", "bytes", "begin with");
        }
    }

    void record(LogRecord record) {
        if (asJson) {
            json(record);
            return;
        }
        if (!record.file().equals(file)) {
            file = record.file();
            out.printf(Locale.ROOT, "FILE         %s%n", file);
        }
        out.printf(
                Locale.ROOT,
                "%15d %15s  %-16s %,10d  %s%n",
                record.position(),
                record.index() == DurableLog.NO_INDEX ? "" : record.index(),
                typeName(record.recordType()),
                record.length(),
                hex(record));
    }

    private void json(LogRecord record) {
        JsonWriter json = JsonWriter.inOneLine().beginObject().field("position", record.position());
        if (record.index() != DurableLog.NO_INDEX) {
            json.field("index", record.index());
        }
        json.field("type", record.recordType()).field("typeName", typeName(record.recordType()));
        json.field("file", record.file().toString()).field("offset", record.offset());
        json.field("length", record.length()).field("bytes", hex(record));
        out.println(json.endObject());
    }

    private String hex(LogRecord record) {
        int count = Math.min(bytes, record.length());
        StringBuilder text = new StringBuilder(2 * count);
        for (int i = 0; i < count; i++) {
            int value = record.buffer().getByte(record.bodyOffset() + i) & 0xFF;
            text.append(HEX.charAt(value >>> 4)).append(HEX.charAt(value & 15));
        }
        return text.toString();
    }

    void damage(LogDamage damage) {
        if (asJson) {
            JsonWriter json = JsonWriter.inOneLine().beginObject();
            json.field("damage", damage.kind().name().toLowerCase(Locale.ROOT));
            json.field("file", damage.file().toString()).field("offset", damage.offset());
            json.field("position", damage.position()).field("lostCount", damage.lostCount());
            out.println(json.field("reason", damage.reason()).endObject());
            return;
        }
        out.printf(Locale.ROOT, "%-12s %s%n", heading(damage.kind()), damage);
        if (damage.position() > 0) {
            out.printf(Locale.ROOT, "             %s%n", meaning(damage));
        }
    }

    /** Before they were read. */
    void released(long firstPosition, long lastPosition) {
        if (asJson) {
            out.println(JsonWriter.inOneLine()
                    .beginObject()
                    .field("releasedFrom", firstPosition)
                    .field("releasedTo", lastPosition)
                    .endObject());
        } else {
            out.printf(
                    Locale.ROOT,
                    "RELEASED     positions %d to %d, before they were read%n",
                    firstPosition,
                    lastPosition);
        }
    }

    private static String heading(LogDamage.Kind kind) {
        switch (kind) {
            case CORRECTABLE:
                return "CORRECTABLE";
            case TORN_TAIL:
                return "TORN TAIL";
            default:
                return "LOST";
        }
    }

    private static String meaning(LogDamage damage) {
        switch (damage.kind()) {
            case CORRECTABLE:
                return "in the block of position " + damage.position() + "; corrected when the log is opened";
            case TORN_TAIL:
                return "from position " + damage.position()
                        + " on nothing was acknowledged; cut when the log is opened";
            default:
                return "positions " + damage.position() + " to " + (damage.position() + damage.lostCount() - 1)
                        + " cannot be read here";
        }
    }

    void verification(LogInfo info, LogVerification found) {
        found.damages().forEach(this::damage);
        if (asJson) {
            out.println(json(info, found));
            return;
        }
        long fileBytes =
                info.fileBytes().values().stream().mapToLong(Long::longValue).sum();
        out.printf(Locale.ROOT, "Log          %s, backend %s%n", info.folder(), info.backend());
        out.printf(Locale.ROOT, "             id %s, opened %d times%n", info.logId(), info.incarnation());
        out.printf(Locale.ROOT, "Files        %d, %,d bytes%n", info.fileBytes().size(), fileBytes);
        out.printf(
                Locale.ROOT,
                "Blocks       %,d, %,d of them with check bits%n",
                found.blockCount(),
                found.checkedBlockCount());
        out.printf(
                Locale.ROOT,
                "Records      %,d, positions %d to %d; acknowledged to %d%n",
                found.recordCount(),
                found.firstPosition(),
                found.lastPosition(),
                found.acknowledged());
        out.printf(Locale.ROOT, "RESULT       %s%n", result(found));
    }

    private static String result(LogVerification found) {
        if (found.isSound()) {
            return found.damages().isEmpty() ? "sound" : "sound, with a torn tail that was never acknowledged";
        }
        return found.opens()
                ? "damaged, and corrected when it is opened: flipped bits " + found.correctableBits()
                : "damaged: the log is refused when it is opened";
    }

    private static JsonWriter json(LogInfo info, LogVerification found) {
        JsonWriter json = JsonWriter.inOneLine()
                .beginObject()
                .field("sound", found.isSound())
                .field("opens", found.opens())
                .field("folder", info.folder().toString())
                .field("backend", info.backend())
                .field("logId", info.logId())
                .field("incarnation", info.incarnation())
                .field("blocks", found.blockCount())
                .field("blocksWithCheckBits", found.checkedBlockCount())
                .field("records", found.recordCount())
                .field("firstPosition", found.firstPosition())
                .field("lastPosition", found.lastPosition())
                .field("acknowledged", found.acknowledged())
                .field("correctableBits", found.correctableBits())
                .field("damages", found.damages().size())
                .beginArray("files");
        info.fileBytes().forEach((path, length) -> json.beginElement()
                .field("file", path.toString())
                .field("length", length)
                .endObject());
        return json.endArray().endObject();
    }
}
