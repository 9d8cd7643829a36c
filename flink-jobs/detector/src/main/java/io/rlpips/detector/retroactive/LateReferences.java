package io.rlpips.detector.retroactive;

import io.rlpips.detector.match.FingerprintRow;
import io.rlpips.detector.match.ReferenceChange;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * Takes of every version of a reference what recent uploads are searched with, and leaves its master image behind, which
 * is fifty times as large. Of what ends a reference, and of versions that never count, goes on only what they end.
 */
public final class LateReferences implements FlatMapFunction<ReferenceChange, Knowledge> {
    private static final long serialVersionUID = 1L;

    private final long visibilityDelayMs;

    public LateReferences(long visibilityDelayMs) {
        this.visibilityDelayMs = visibilityDelayMs;
    }

    @Override
    public void flatMap(ReferenceChange change, Collector<Knowledge> out) {
        boolean compact = !change.rows().isEmpty() && change.rows().stream().allMatch(FingerprintRow::isCompact);
        List<LateReference> brought = change.validity(visibilityDelayMs)
                .filter(validity -> compact)
                .map(validity -> List.of(LateReference.of(change, validity.from())))
                .orElse(List.of());
        out.collect(Knowledge.of(Superseded.by(change), brought));
    }
}
