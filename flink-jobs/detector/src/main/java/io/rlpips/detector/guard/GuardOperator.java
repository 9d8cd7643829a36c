package io.rlpips.detector.guard;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.WallClock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.InternalTimerServiceImpl;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * Says of every match whether it is an alert, and of references that they are in quarantine or disputed. First input:
 * matches with the uploads' watermark. Second input: reviews and the coming and going of references, with the watermark
 * of their topics. Both keyed by reference id. {@link GuardRules} decides; this class knows when and in which order.
 *
 * <p>Matches come in the order in which the tasks before happened to be done with them. They are held until uploads and
 * reviews have been delivered up to the time of their upload, and decided in the order of the uploads on the broker: the
 * same at any parallelism. When uploads become idle no watermark would come, and all that is held is decided as if it
 * had. A match that comes when later ones have been decided, because its partition was read late, is decided at once and
 * counted in {@code lateMatches}.
 *
 * <p>A retroactive match counts when its upload was read again, by the same rules and apart from the others: what is
 * decided about an upload's own moment follows from uploads and reviews alone, and a replay finds it again. An upload that
 * has matched the reference before, by whatever version or model, is no new match: it is dropped and counted in
 * {@code knownMatches}.
 *
 * <p>The two kinds of timers have clocks of their own. A review must not move the time of the matches: uploads may be
 * hours behind.
 *
 * <p>A replay begins with what was before: recorded matches of uploads before its range come by the first input, too, and
 * are taken as they were decided. They lead to what there was to be known at its beginning, and go no further.
 *
 * <p>What is kept of a reference is forgotten {@link GuardSettings#horizonMs} after it ended, in the time of the matches:
 * those of later uploads find nothing of it, whether the timer that cleans up has run before them or not.
 */
public final class GuardOperator extends AbstractStreamOperator<Alert>
        implements TwoInputStreamOperator<Alert, GuardNews, Alert> {
    private static final long serialVersionUID = 1L;

    /** Where references that enter or leave a state are told of. */
    public static final OutputTag<ReferenceStatus> STATUS =
            new OutputTag<>("reference-status", new AvroTypeInfo<>(ReferenceStatus.class));

    /** Begins what is remembered of retroactive matches among the contents, which begin with a digest. */
    private static final String RETROACTIVE = "retroactive ";

    private final GuardSettings settings;
    private final long recordedUntilMillis;

    private transient GuardRules rules;
    private transient GuardState state;
    private transient InternalTimerService<VoidNamespace> matchTimers;
    private transient InternalTimerService<VoidNamespace> reviewTimers;
    private transient InternalTimerService<String> repeatTimers;
    private transient InternalTimerService<VoidNamespace> horizonTimers;
    private transient InternalTimerService<String> memoryTimers;
    private transient long uploadsMillis;
    private transient boolean uploadsIdle;
    private transient long newestHeldMillis;
    private transient long decidedMillis;
    private transient long reviewsMillis;
    private transient Map<Disposition, Counter> dispositions;
    private transient Counter lateMatches;
    private transient Counter knownMatches;

    public GuardOperator(GuardSettings settings) {
        this(settings, Long.MIN_VALUE);
    }

    /** @param recordedUntilMillis broker time of the first upload whose matches are decided; those of before have been */
    public GuardOperator(GuardSettings settings, long recordedUntilMillis) {
        this.settings = settings;
        this.recordedUntilMillis = recordedUntilMillis;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rules = new GuardRules(settings);
        state = new GuardState(context.getKeyedStateStore());
        uploadsMillis = Long.MIN_VALUE;
        newestHeldMillis = Long.MIN_VALUE;
        decidedMillis = Long.MIN_VALUE;
        reviewsMillis = Long.MIN_VALUE;
    }

    @Override
    public void open() throws Exception {
        super.open();
        matchTimers = getInternalTimerService(
                "matches", VoidNamespaceSerializer.INSTANCE, on((VoidNamespace any) -> decideDue()));
        reviewTimers = getInternalTimerService(
                "reviews", VoidNamespaceSerializer.INSTANCE, on((VoidNamespace any) -> countDue()));
        repeatTimers = getInternalTimerService("repeats", StringSerializer.INSTANCE, on(this::forgetRepeated));
        horizonTimers = getInternalTimerService(
                "horizons", VoidNamespaceSerializer.INSTANCE, on((VoidNamespace any) -> forgetGone()));
        memoryTimers = getInternalTimerService("matched-uploads", StringSerializer.INSTANCE, on(state::forgetMatched));
        matchTimers.forEachEventTimeTimer((any, time) -> newestHeldMillis = Math.max(newestHeldMillis, time));
        dispositions = new EnumMap<>(Disposition.class);
        for (Disposition disposition : Disposition.values()) {
            String name = disposition.name().toLowerCase(Locale.ROOT);
            dispositions.put(disposition, getMetricGroup().addGroup("matches").counter(name));
        }
        lateMatches = getMetricGroup().counter("lateMatches");
        knownMatches = getMetricGroup().counter("knownMatches");
    }

    @Override
    public void processElement1(StreamRecord<Alert> element) throws Exception {
        Alert match = element.getValue();
        long time = MatchTime.of(match);
        state.hold(match);
        if (time <= decidedMillis) {
            lateMatches.inc();
            decideDue();
            return;
        }
        matchTimers.registerEventTimeTimer(VoidNamespace.INSTANCE, time);
        newestHeldMillis = Math.max(newestHeldMillis, time);
        decide();
    }

    @Override
    public void processElement2(StreamRecord<GuardNews> element) throws Exception {
        for (ReviewChange review : element.getValue().reviews()) {
            state.hold(review);
            reviewTimers.registerEventTimeTimer(VoidNamespace.INSTANCE, review.brokerTimeMillis());
        }
        for (PresenceChange change : element.getValue().presence()) {
            Presence presence = state.presence().with(change, settings.horizonMs());
            state.keep(presence);
            if (presence.gone()) {
                forgetAfter(presence.newestMillis());
            }
        }
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        uploadsMillis = Math.max(uploadsMillis, mark.getTimestamp());
        decide();
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        reviewsMillis = mark.getTimestamp();
        advance(reviewTimers, reviewsMillis);
        decide();
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
        if (input == 1 && status.isIdle()) {
            throw new IllegalStateException(
                    "the reviews topic became idle: alerts would be decided before their reviews were delivered");
        }
        if (input == 0) {
            uploadsIdle = status.isIdle();
            decide();
        }
    }

    private void decide() throws Exception {
        long passed = uploadsIdle ? Math.max(uploadsMillis, newestHeldMillis) : uploadsMillis;
        long until = Math.min(passed, reviewsMillis);
        if (until > decidedMillis) {
            decidedMillis = until;
            advance(matchTimers, until);
            advance(repeatTimers, until);
            // The end of a bounded run is the end of that run's time, not of the next one's.
            if (until != Watermark.MAX_WATERMARK.getTimestamp()) {
                advance(horizonTimers, until);
            }
            advance(memoryTimers, until);
        }
    }

    /** Each kind by itself: what the superclass offers moves all timers by one clock. */
    private static void advance(InternalTimerService<?> timers, long millis) throws Exception {
        ((InternalTimerServiceImpl<?, ?>) timers).advanceWatermark(millis);
    }

    private void decideDue() throws Exception {
        for (Alert match : state.takeMatches(decidedMillis)) {
            decide(match);
        }
    }

    private void decide(Alert match) throws Exception {
        forgetEndedUntil(MatchTime.of(match) - settings.horizonMs());
        // Of two horizons: a match that comes late by one still finds the reviews of its time.
        state.forgetReviewsUntil(match.getVisibilityTimeMillis() - 2 * settings.horizonMs());
        if (MatchTime.of(match) < recordedUntilMillis) {
            recall(match);
            return;
        }
        int limit = rules.floodLimit(Optional.ofNullable(match.getFloodLimitPerHour()));
        if (match.getDisposition() == Disposition.LOOKUP) {
            collect(match, limit, rules.lookup(state.standing(), state.reviews(), of(match, limit)));
            return;
        }
        if (match.getRetroactive()) {
            decideRetroactive(match, limit);
            return;
        }
        Ruling ruling = rules.rule(state.standing(), state.reviews(), raised(content(match)), of(match, limit));
        state.keep(ruling.standing());
        remember(content(match), match, ruling);
        collect(match, limit, ruling);
        state.keep(known(match));
        tell(ruling.reason(), MatchTime.of(match));
    }

    /** One that was delivered twice counts once. */
    private void recall(Alert match) throws Exception {
        if (state.hasMatched(upload(match))) {
            return;
        }
        int limit = Optional.ofNullable(match.getFloodLimitPerHour()).orElse(0);
        Ruling ruling =
                rules.recorded(state.standing(), raised(content(match)), of(match, limit), RecordedRuling.of(match));
        state.keep(ruling.standing());
        remember(content(match), match, ruling);
        state.keepMatched(upload(match), Long.MAX_VALUE);
        GuardedReference known = known(match);
        state.keep(known.telling(rules.state(
                ruling.standing(), state.reviews(), MatchTime.of(match), known.referenceBrokerTimeMillis())));
    }

    private GuardedReference known(Alert match) throws Exception {
        return state.reference()
                .map(before -> before.matchedBy(match))
                .orElseGet(() -> GuardedReference.of(match, ReferenceState.ACTIVE));
    }

    /** Looks at what the others left, and leaves them as they are. */
    private void decideRetroactive(Alert match, int limit) throws Exception {
        if (state.hasMatched(upload(match))) {
            knownMatches.inc();
            return;
        }
        String content = RETROACTIVE + content(match);
        Optional<RaisedAlert> earlier = raised(content);
        Ruling ruling = rules.rule(
                state.retroactiveStanding(),
                state.reviews(),
                earlier.isPresent() ? earlier : raised(content(match)),
                of(match, limit));
        state.keepRetroactive(ruling.standing());
        remember(content, match, ruling);
        collect(match, limit, ruling);
    }

    private Optional<RaisedAlert> raised(String content) throws Exception {
        return rules.looksForRepeats() ? state.raised(content) : Optional.empty();
    }

    private void remember(String content, Alert match, Ruling ruling) throws Exception {
        if (rules.looksForRepeats() && ruling.alert().isPresent()) {
            RaisedAlert alert = ruling.alert().get();
            state.keep(content, alert);
            repeatTimers.registerEventTimeTimer(content, rules.repeatsUntilMillis(alert));
        }
        if (settings.matchMemoryMs() > 0) {
            long until = MatchTime.of(match) + settings.matchMemoryMs();
            state.keepMatched(upload(match), until);
            memoryTimers.registerEventTimeTimer(upload(match), until);
        }
    }

    /** A digest has a fixed length: no two tenants and pictures run together to the same text. */
    private static String content(Alert match) {
        return match.getUploadSha256() + match.getTenant();
    }

    private static String upload(Alert match) {
        return Coordinates.of(match.getUpload()).text();
    }

    private static Match of(Alert match, int limit) {
        return new Match(
                match.getAlertId(),
                MatchTime.of(match),
                match.getVisibilityTimeMillis(),
                match.getReferenceBrokerTimeMillis(),
                limit);
    }

    private void collect(Alert match, int limit, Ruling ruling) {
        dispositions.get(ruling.disposition()).inc();
        output.collect(new StreamRecord<>(decided(match, limit, ruling), MatchTime.of(match)));
    }

    private static Alert decided(Alert match, int limit, Ruling ruling) {
        long now = System.currentTimeMillis();
        long time = MatchTime.of(match);
        boolean repeated = ruling.disposition() == Disposition.REPEATED;
        return Alert.newBuilder(match)
                .setDisposition(ruling.disposition())
                .setRepeatOf(repeated ? ruling.alert().orElseThrow().alertId() : null)
                .setRepeats(ruling.alert().map(RaisedAlert::matches).orElse(1))
                .setDisputed(ruling.disputed())
                .setFloodLimitPerHour(limit == 0 ? null : limit)
                .setMatchesWithinHour(ruling.standing().window().countUntil(time))
                .setWallClock(new WallClock(now, now - time))
                .build();
    }

    private void countDue() throws Exception {
        for (ReviewChange review : state.takeReviews(reviewsMillis)) {
            state.keep(state.reviews().with(review));
            if (state.presence().models().isEmpty()) {
                forgetAfter(review.brokerTimeMillis());
            }
            // Of one that was removed its owner has been told already.
            if (!state.presence().gone()) {
                tell("", review.brokerTimeMillis());
            }
        }
    }

    /** A reference that has not matched since there is state is told of with its next match. */
    private void tell(String reason, long causeMillis) throws Exception {
        Optional<GuardedReference> known = state.reference();
        if (known.isEmpty()) {
            return;
        }
        ReferenceState before = known.get().told();
        ReferenceState now = rules.state(
                state.standing(), state.reviews(), causeMillis, known.get().referenceBrokerTimeMillis());
        if (before != now) {
            GuardedReference telling = known.get().telling(now);
            state.keep(telling);
            output.collect(
                    STATUS,
                    new StreamRecord<>(
                            telling.status(rules.reason(before, now, reason), causeMillis, System.currentTimeMillis()),
                            causeMillis));
        }
    }

    /** The alert may have been followed by another one, which has a timer of its own. */
    private void forgetRepeated(String content) throws Exception {
        Optional<RaisedAlert> alert = state.raised(content);
        if (alert.isPresent() && rules.repeatsUntilMillis(alert.get()) <= decidedMillis) {
            state.forget(content);
        }
    }

    private void forgetAfter(long millis) {
        horizonTimers.registerEventTimeTimer(VoidNamespace.INSTANCE, millis + settings.horizonMs());
    }

    /** Also reviews of a reference that nothing else is known of, or not any more. */
    private void forgetGone() throws Exception {
        long horizon = decidedMillis - settings.horizonMs();
        forgetEndedUntil(horizon);
        if (state.presence().over() && state.reference().isEmpty()) {
            state.forgetReviewsUntil(horizon);
        }
    }

    /** What is kept from before the current reference was gone for so long, if it was. */
    private void forgetEndedUntil(long horizonMillis) throws Exception {
        Presence presence = state.presence();
        OptionalLong end = presence.lastEndUntil(horizonMillis);
        if (end.isEmpty()) {
            return;
        }
        state.raised()
                .forEach((content, alert) ->
                        repeatTimers.deleteEventTimeTimer(content, rules.repeatsUntilMillis(alert)));
        state.matched().forEach(memoryTimers::deleteEventTimeTimer);
        state.forgetMatches();
        state.forgetReviewsUntil(end.getAsLong() + settings.horizonMs());
        state.keep(presence.withoutEndsUntil(end.getAsLong()));
    }

    private static <N> Triggerable<String, N> on(ThrowingConsumer<N, Exception> action) {
        return new Triggerable<>() {
            @Override
            public void onEventTime(InternalTimer<String, N> timer) throws Exception {
                action.accept(timer.getNamespace());
            }

            @Override
            public void onProcessingTime(InternalTimer<String, N> timer) {
                throw new IllegalStateException("the guard knows no wall clock");
            }
        };
    }
}
