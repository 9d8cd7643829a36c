package io.rlpips.detector.register;

import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.priority.Background;
import io.rlpips.detector.read.ReferenceTicket;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** A reference whose picture was decoded: its master image is written as it will be kept, while uploads do not need the time. */
public final class DecodedReference extends RichMapFunction<CanonicalPicture<ReferenceTicket>, Registration> {
    private static final long serialVersionUID = 1L;

    @Override
    public void open(OpenContext context) {
        Background.giveWay();
    }

    @Override
    public Registration map(CanonicalPicture<ReferenceTicket> picture) {
        return Registration.decoded(picture);
    }
}
