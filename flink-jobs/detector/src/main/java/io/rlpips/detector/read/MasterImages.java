package io.rlpips.detector.read;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.MalformedRecordException;
import java.nio.ByteBuffer;

/** Looks at recorded master images once, so that whoever decodes one again cannot fail. Not thread-safe. */
public final class MasterImages {
    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    /**
     * @return the bytes of the encoded image
     * @throws MalformedRecordException where it is no picture or not of a master's size
     */
    public byte[] require(ByteBuffer image) throws MalformedRecordException {
        byte[] encoded = new byte[image.remaining()];
        image.duplicate().get(encoded);
        try {
            RgbImage master = decoder.decode(encoded);
            if (master.width() != Canonicaliser.MASTER_SIZE || master.height() != Canonicaliser.MASTER_SIZE) {
                throw new MalformedRecordException("master image of %d x %d pixels, must be %d squared"
                        .formatted(master.width(), master.height(), Canonicaliser.MASTER_SIZE));
            }
            return encoded;
        } catch (RlpipsException failure) {
            throw new MalformedRecordException("master image: " + failure.getMessage(), failure);
        }
    }
}
