package io.rlpips.detector.judge;

import io.rlpips.detector.match.Findings;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Outcome;
import io.rlpips.schemas.Verdict;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Runs the judge: verdicts go on, matches that are to raise alerts to {@link #ALERTS}. An upload that is looked at again
 * had its verdict.
 */
public final class JudgeFunction extends ProcessFunction<Findings, Verdict> {
    private static final long serialVersionUID = 1L;

    public static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", new AvroTypeInfo<>(Alert.class));

    private transient Map<Outcome, Counter> outcomes;
    private transient Counter lookups;
    private transient Counter secondLooks;

    @Override
    public void open(OpenContext context) {
        MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("outcome");
        lookups = getRuntimeContext().getMetricGroup().counter("lookups");
        secondLooks = getRuntimeContext().getMetricGroup().counter("secondLooks");
        outcomes = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, group.counter(outcome.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void processElement(Findings findings, Context context, Collector<Verdict> out) {
        if (findings.ticket().again()) {
            secondLooks.inc();
            Judge.reconsider(findings, System.currentTimeMillis()).forEach(alert -> context.output(ALERTS, alert));
            return;
        }
        Decision decision = Judge.decide(findings, System.currentTimeMillis());
        (findings.ticket().lookup() ? lookups : outcomes.get(decision.verdict().getOutcome())).inc();
        out.collect(decision.verdict());
        decision.alerts().forEach(alert -> context.output(ALERTS, alert));
    }
}
