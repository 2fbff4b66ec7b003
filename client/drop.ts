// The drop's pages: writing, locking, sending, coming back, all on this device. Each page names itself in
// its body (data-page). The leaving link works on all of them, also before anything else is loaded.
import { startLeaving } from "./drop/leave.js";

startLeaving();
