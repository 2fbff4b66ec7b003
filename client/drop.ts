// The drop's pages: writing, locking, sending, coming back, all on this device. Each page names itself in
// its body (data-page). The leaving link works on all of them, whatever else does not.
import { startCosigning } from "./drop/cosign_page.js";
import { startFiling } from "./drop/file_page.js";
import { startLeaving } from "./drop/leave.js";
import { sayFault } from "./drop/page.js";
import { startReturning } from "./drop/return_page.js";
import { startVoting } from "./drop/vote_page.js";
import { startWallet } from "./drop/wallet_page.js";

startLeaving();
const start: Record<string, () => Promise<void>> = { file: startFiling, return: startReturning, wallet: startWallet, cosign: startCosigning, vote: startVoting };
start[document.body.dataset["page"] ?? ""]?.().catch(sayFault);
