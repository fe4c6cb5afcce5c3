struct NobodyCatchesThis: Error {}

throw NobodyCatchesThis()
