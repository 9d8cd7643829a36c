package io.rlpips.detector.register;

import io.rlpips.detector.embed.ModelIdentity;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.WallClock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Lets the records of a reference take effect in their order: a slow picture must not undo the newer record that
 * overtook it. Fingerprints go on, what became of the record to {@link #STATUS}.
 *
 * <p>A rejected replacement changes nothing: the version before it stays active, and the status says so.
 */
public final class RegisterFunction extends KeyedProcessFunction<String, Registration, FingerprintUpdate> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};

    public static final OutputTag<ReferenceStatus> STATUS =
            new OutputTag<>("reference-status", new AvroTypeInfo<>(ReferenceStatus.class));

    private final ModelIdentity model;

    private transient ValueState<Registration.Settled> newest;
    private transient Map<Registration.Kind, Counter> counters;

    public RegisterFunction(ModelIdentity model) {
        this.model = model;
    }

    @Override
    public void open(OpenContext context) {
        newest = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("newest", TypeInformation.of(Registration.Settled.class)));
        MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("references");
        counters = new EnumMap<>(Registration.Kind.class);
        for (Registration.Kind kind : Registration.Kind.values()) {
            counters.put(kind, group.counter(kind.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void processElement(Registration registration, Context context, Collector<FingerprintUpdate> out)
            throws Exception {
        Registration.Settled settled = newest.value();
        if (settled != null && registration.olderThan(settled)) {
            return;
        }
        counters.get(registration.kind()).inc();
        String key = new FingerprintKey(registration.referenceId(), model.modelId()).text();
        switch (registration.kind()) {
            case FINGERPRINTED -> out.collect(new FingerprintUpdate(key, false, registration.fingerprints()));
            case REMOVED -> out.collect(new FingerprintUpdate(key, true, NOTHING));
            case REJECTED -> {
                context.output(STATUS, status(registration, settled != null));
                return;
            }
        }
        newest.update(new Registration.Settled(registration.at(), registration.brokerTimeMillis()));
        context.output(STATUS, status(registration, false));
    }

    private ReferenceStatus status(Registration registration, boolean earlierStays) {
        boolean rejected = registration.kind() == Registration.Kind.REJECTED;
        boolean active = registration.kind() == Registration.Kind.FINGERPRINTED;
        long now = System.currentTimeMillis();
        return ReferenceStatus.newBuilder()
                .setReferenceId(registration.referenceId())
                .setBank(registration.bank())
                .setState(state(registration.kind()))
                .setCategory(
                        rejected
                                ? RejectCategory.valueOf(registration.category().name())
                                : null)
                .setReason(
                        rejected
                                ? registration.reason() + (earlierStays ? "; the version before it stays active" : "")
                                : null)
                .setReference(registration.at().toAvro())
                .setReferenceBrokerTimeMillis(registration.brokerTimeMillis())
                .setModelId(active ? model.modelId() : "")
                .setModelHash(active ? model.modelHash() : "")
                .setViews(registration.views())
                .setWallClock(new WallClock(now, now - registration.brokerTimeMillis()))
                .build();
    }

    private static ReferenceState state(Registration.Kind kind) {
        return switch (kind) {
            case FINGERPRINTED -> ReferenceState.ACTIVE;
            case REJECTED -> ReferenceState.REJECTED;
            case REMOVED -> ReferenceState.REMOVED;
        };
    }
}
