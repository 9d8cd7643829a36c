package io.rlpips.local.erasure;

import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.RawTopic;
import io.rlpips.local.exchange.ReadProgress;
import io.rlpips.schemas.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the topics of a deployment still hold of references, by reading every record there is: a claim that nothing is
 * left rests on nothing else.
 *
 * @param topics one each, in a fixed order
 */
public record Traces(List<TopicTraces> topics) {
    /**
     * Goes through the topics from their beginning, also through what was never committed.
     *
     * @param references ids
     */
    public static Traces of(Broker broker, Set<String> references, ReadProgress progress) {
        List<TracedTopic<?>> traced = TracedTopic.all();
        List<Subject<?>> subjects = new ArrayList<>();
        traced.forEach(each -> subjects.add(each.subject()));
        broker.requireTopics(subjects);
        Map<Subject<?>, Map<String, String>> settings = broker.settings(subjects);
        List<TopicTraces> found = new ArrayList<>();
        for (TracedTopic<?> each : traced) {
            TraceCount count = new TraceCount(
                    each.subject().topic(broker.topicPrefix()),
                    each,
                    Keeping.of(settings.get(each.subject())),
                    references);
            try (RawTopic topic = broker.everythingOn(each.subject())) {
                topic.visitAll(count::visit, progress);
            }
            found.add(count.traces());
        }
        return new Traces(found);
    }

    /** @return whether no record is left that tells anything of the references */
    public boolean erased() {
        return topics.stream().allMatch(TopicTraces::nothing);
    }

    public long pictures() {
        return topics.stream().mapToLong(topic -> topic.pictures().records()).sum();
    }

    public long names() {
        return topics.stream().mapToLong(topic -> topic.names().records()).sum();
    }
}
