package io.rlpips.detector.register;

import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import org.apache.flink.api.common.functions.MapFunction;

/** A reference whose record is sound and whose picture is not: its owner learns it from the reference's status. */
public final class RejectedReference implements MapFunction<Rejection, Registration> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Reference> wire = SingleObject.of(Subjects.REFERENCES);

    @Override
    public Registration map(Rejection rejection) throws MalformedRecordException {
        // It was decoded before, or it would not have got as far as its picture.
        return Registration.rejected(
                rejection, wire.decode(rejection.record().value()).getBank());
    }
}
