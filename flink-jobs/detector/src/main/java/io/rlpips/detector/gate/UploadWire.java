package io.rlpips.detector.gate;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.RecordText;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import java.io.Serializable;

/** What every upload's record has to hold to, whenever it is read. */
final class UploadWire implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Upload> wire = SingleObject.of(Subjects.UPLOADS);

    Upload decode(BrokerRecord record) throws MalformedRecordException {
        if (record.tombstone()) {
            throw new MalformedRecordException("upload without a value");
        }
        Upload upload = wire.decode(record.value());
        if (upload.getUploadId().isEmpty()) {
            throw new MalformedRecordException("uploadId is empty");
        }
        RecordText.require("uploadId", upload.getUploadId());
        RecordText.require("tenant", upload.getTenant());
        if (upload.getPurpose() == UploadPurpose.UNKNOWN) {
            // Judged, it might raise alerts about what nobody uploaded; answered only, it might hide an upload.
            throw new MalformedRecordException(
                    "upload '%s' has a purpose this version does not know".formatted(upload.getUploadId()));
        }
        return upload;
    }
}
