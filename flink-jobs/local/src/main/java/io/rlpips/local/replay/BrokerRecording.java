package io.rlpips.local.replay;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.RawTopic;
import io.rlpips.schemas.Subject;
import io.rlpips.schemas.Subjects;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What is recorded on a broker's topics. */
public final class BrokerRecording implements Recording {
    private final Broker broker;
    private final Map<Subject<?>, RawTopic> places = new HashMap<>();

    public BrokerRecording(Broker broker) {
        this.broker = broker;
    }

    @Override
    public long uploads(long fromMillis, long untilMillis) {
        try (RawTopic topic = broker.rawTopic(Subjects.UPLOADS)) {
            return topic.places(fromMillis, untilMillis);
        }
    }

    @Override
    public void visit(Subject<?> subject, long fromMillis, Consumer<BrokerRecord> visitor) {
        try (RawTopic topic = broker.rawTopic(subject)) {
            topic.visit(fromMillis, visitor);
        }
    }

    @Override
    public BrokerRecord read(Subject<?> subject, Position position) {
        return places.computeIfAbsent(subject, broker::places).read(position);
    }

    @Override
    public void close() {
        places.values().forEach(RawTopic::close);
        places.clear();
    }
}
