package io.rlpips.detector.register;

import io.rlpips.schemas.ReferenceStatus;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Fingerprints go on; what the reference's owner is to be told goes to {@link RegisterOperator#STATUS}. */
public final class PublishFunction extends ProcessFunction<Fingerprinted, FingerprintUpdate> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Fingerprinted fingerprinted, Context context, Collector<FingerprintUpdate> out) {
        out.collect(fingerprinted.update());
        if (fingerprinted.announced()) {
            ReferenceStatus status = ReferenceStatuses.settled(fingerprinted);
            context.output(RegisterOperator.STATUS, status);
        }
    }
}
