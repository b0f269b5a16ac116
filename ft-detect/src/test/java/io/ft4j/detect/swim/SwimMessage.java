package io.ft4j.detect.swim;

import io.ft4j.detect.swim.codec.AckDecoder;
import io.ft4j.detect.swim.codec.AckEncoder;
import io.ft4j.detect.swim.codec.GroupSizeEncodingEncoder;
import io.ft4j.detect.swim.codec.MessageHeaderEncoder;
import io.ft4j.detect.swim.codec.PingDecoder;
import io.ft4j.detect.swim.codec.PingEncoder;
import io.ft4j.detect.swim.codec.PingRequestEncoder;
import io.ft4j.detect.swim.codec.UpdateEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A message made by hand, and how messages read. */
final class SwimMessage {
    private static final int GROUP = GroupSizeEncodingEncoder.ENCODED_LENGTH;

    final UnsafeBuffer bytes = new UnsafeBuffer(new byte[1024]);
    int length;
    int groupOffset;
    private int count;

    static SwimMessage ping(long sequence, long incarnation, int originId, int page) {
        SwimMessage message = new SwimMessage();
        PingEncoder ping = new PingEncoder().wrapAndApplyHeader(message.bytes, 0, new MessageHeaderEncoder());
        ping.sequence(sequence)
                .incarnation(incarnation)
                .state((short) 0)
                .originId(originId)
                .page(page);
        return message.group(ping.limit());
    }

    static SwimMessage pingRequest(long sequence, long incarnation, int targetId) {
        SwimMessage message = new SwimMessage();
        PingRequestEncoder request =
                new PingRequestEncoder().wrapAndApplyHeader(message.bytes, 0, new MessageHeaderEncoder());
        request.sequence(sequence).incarnation(incarnation).state((short) 0).targetId(targetId);
        return message.group(request.limit());
    }

    static SwimMessage ack(long sequence, long incarnation, int originId, int targetId, int page) {
        SwimMessage message = new SwimMessage();
        AckEncoder ack = new AckEncoder().wrapAndApplyHeader(message.bytes, 0, new MessageHeaderEncoder());
        ack.sequence(sequence)
                .incarnation(incarnation)
                .state((short) 0)
                .originId(originId)
                .targetId(targetId)
                .page(page);
        return message.group(ack.limit());
    }

    private SwimMessage group(int offset) {
        groupOffset = offset;
        length = offset + GROUP;
        new GroupSizeEncodingEncoder()
                .wrap(bytes, offset)
                .blockLength(UpdateEncoder.ENCODED_LENGTH)
                .numInGroup((short) 0);
        return this;
    }

    /** Of the sender: in all messages at the same place. */
    SwimMessage state(int state) {
        bytes.putByte(MessageHeaderEncoder.ENCODED_LENGTH + PingEncoder.stateEncodingOffset(), (byte) state);
        return this;
    }

    SwimMessage tells(int processId, long incarnation, MemberState state) {
        return tells(processId, incarnation, state.ordinal());
    }

    SwimMessage tells(int processId, long incarnation, int state) {
        new UpdateEncoder()
                .wrap(bytes, length)
                .processId(processId)
                .incarnation(incarnation)
                .state((short) state);
        length += UpdateEncoder.ENCODED_LENGTH;
        count++;
        new GroupSizeEncodingEncoder().wrap(bytes, groupOffset).numInGroup((short) count);
        return this;
    }

    /** Type and fields, then (id state life.refutations) of each update. */
    static String text(DirectBuffer buffer, int offset, int length, int memberCount) {
        SwimReader reader = new SwimReader(memberCount);
        int templateId = reader.read(buffer, offset, length);
        StringBuilder text = new StringBuilder(type(templateId)).append(' ').append(reader.sequence());
        append(text, " of ", reader.originId());
        append(text, templateId == AckDecoder.TEMPLATE_ID ? " by " : " to ", reader.targetId());
        append(text, " page ", reader.page());
        text.append(" as ").append(life(reader.incarnation()));
        text.append(reader.senderState() == MemberState.LEFT ? " left" : "");
        for (int i = 0; i < reader.updateCount(); i++) {
            text.append(i == 0 ? " | " : ", ")
                    .append(reader.processId(i))
                    .append(' ')
                    .append(reader.state(i).name().toLowerCase(java.util.Locale.ROOT))
                    .append(' ')
                    .append(life(reader.incarnation(i)));
        }
        return text.toString();
    }

    static String type(int templateId) {
        return templateId == PingDecoder.TEMPLATE_ID
                ? "Ping"
                : templateId == AckDecoder.TEMPLATE_ID ? "Ack" : "PingRequest";
    }

    static String life(long incarnation) {
        return (incarnation >> 16) + "." + (incarnation & 0xFFFF);
    }

    private static void append(StringBuilder text, String name, int value) {
        if (value >= 0) {
            text.append(name).append(value);
        }
    }
}
