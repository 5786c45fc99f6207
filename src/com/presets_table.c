// Named sets of COM settings, as keys and values of a workbook. A set with a base is that set with
// some keys changed; a key with nothing behind '=' falls back to the reference's default.
//
// Sets of class standard are the published values of a task force's workbook, of class paper those
// of a contribution, a vendor's note or another program. Where no document was opened the class is
// assumption: such a set says what an architecture of that reach might look like, nothing more.
#include "com/presets_internal.h"

#define NOT_OPENED  "not a compliance result: the workbook's values, the clause was not opened"
#define EXPLORATORY "not a compliance result: a study before the standard"
#define ASSUMED     "not a compliance result: no document of the clause was opened"

const sl_com_preset_row sl_com_presets[] = {
    {{"100gbase-kr4", "100GBASE-KR4 backplane, 25.78 GBd NRZ", "IEEE 802.3 clause 93", "standard",
      "IEEE P802.3bj, COM workbook of 100GBASE-KR4 (as kept by PyChOpMarg)", NOT_OPENED},
     NULL,
     "f_b=25.78125\npackage_tl_tau=0.006141\nf_min=0.05\n"
     "package_tl_gamma0_a1_a2=[0 1.734e-3 1.455e-4]\nDelta_f=0.01\n"
     "package_Z_c=78.2\nC_d=[2.5e-4 2.5e-4]\nz_p select=[1 2]\nz_p (TX)=[12 30]\n"
     "z_p (NEXT)=[12 12]\nPort Order=[1 3 2 4]\nboard_tl_tau=0.006191\n"
     "z_p (FEXT)=[12 30]\nboard_tl_gamma0_a1_a2=[0 4.114e-4 2.547e-4]\n"
     "z_p (RX)=[12 30]\nboard_Z_c=109.8\nC_p=[1.8e-4 1.8e-4]\nz_bp (TX)=151\n"
     "R_0=50\nz_bp (NEXT)=72\nR_d=[55 55]\nT_r=0.008\nz_bp (FEXT)=72\nf_r=0.75\n"
     "z_bp (RX)=151\nc(0)=0.62\nc(-1)=[-0.18:0.02:0]\nc(1)=[-0.38:0.02:0]\n"
     "g_DC=[-12:1:0]\nf_z=6.4453125\nf_p1=6.4453125\nf_p2=25.78125\nA_v=0.4\n"
     "A_fe=0.4\nA_ne=0.6\nL=2\nM=32\nN_b=14\nb_max(1)=1\nb_max(2..N_b)=1\n"
     "sigma_RJ=0.01\nA_DD=0.05\neta_0=5.2e-08\nSNR_TX=27\nR_LM=1\nDER_0=1e-05\n"
     "COM Pass threshold=3\nInclude PCB=0\n"},
    {{"3ck-kr", "100GBASE-KR1 backplane, 53.125 GBd PAM4", "IEEE 802.3 clause 163", "standard",
      "IEEE P802.3ck, COM workbook SA_KR of 2022-08-17", NOT_OPENED},
     NULL,
     "f_b=53.125\npackage_tl_gamma0_a1_a2=[0 0.0009909 0.0002772]\nf_min=0.05\n"
     "package_tl_tau=0.006141\nDelta_f=0.01\npackage_Z_c=[87.5 87.5; 92.5 92.5]\n"
     "C_d=[1.2e-4 1.2e-4]\nL_s=[0.12, 0.12]\nPort Order=[1 3 2 4]\n"
     "C_b=[0.3e-4 0.3e-4]\nz_p select=[1 2]\n"
     "board_tl_gamma0_a1_a2=[0 3.8206e-04 9.5909e-05]\nz_p (TX)=[12 31; 1.8 1.8]\n"
     "board_tl_tau=0.00579\nz_p (NEXT)=[12 29; 1.8 1.8]\nCOM Pass threshold=3\n"
     "board_Z_c=100\nz_p (FEXT)=[12 31; 1.8 1.8]\nERL Pass threshold=9.7\n"
     "z_bp (TX)=110.3\nz_p (RX)=[12 29; 1.8 1.8]\nDER_0=0.0001\nz_bp (NEXT)=110.3\n"
     "C_p=[0.87e-4 0.87e-4]\nT_r=0.0075\nz_bp (FEXT)=110.3\nR_0=50\nFORCE_TR=1\n"
     "z_bp (RX)=110.3\nR_d=[50 50]\nLocal Search=2\nC_0=[0.29e-4]\nA_v=0.413\n"
     "C_1=[0.19e-4]\nA_fe=0.413\nInclude PCB=0\nA_ne=0.608\nAC_CM_RMS=0\nN_bg=3\n"
     "L=4\nTDR=1\nN_bf=3\nM=32\nERL=1\nN_f=40\nERL_ONLY=0\nbmaxg=0.05\nf_r=0.75\n"
     "TR_TDR=0.01\nB_float_RSS_MAX=0.02\nc(0)=0.54\nN=3500\nN_tail_start=25\n"
     "c(-1)=[-0.34:0.02:0]\nbeta_x=0\nc(-2)=[0:0.02:0.12]\nrho_x=0.618\n"
     "f_v=0.5935686274509804\nc(-3)=[-0.06:0.02: 0]\nfixture delay time=[0 0]\n"
     "f_f=0.5935686274509804\nc(1)=[-0.2:0.02:0]\nTDR_W_TXPKG=0\n"
     "f_n=0.5935686274509804\nN_b=12\nN_bx=21\nf_2=40\nb_max(1)=0.85\n"
     "Tukey_Window=1\nA_ft=0.6\nb_max(2..N_b)=[0.3 0.2*ones(1,5) 0.1*ones(1,5)]\n"
     "A_nt=0.6\nb_min(1)=0.3\nsigma_RJ=0.01\nb_min(2..N_b)=[0.05 -0.03*ones(1,10)]\n"
     "A_DD=0.02\ng_DC=[-20:1:0]\neta_0=8.2e-09\nf_z=21.25\nSNR_TX=33\nf_p1=21.25\n"
     "R_LM=0.95\nf_p2=53.125\ng_DC_HP=[-6:1:0]\nf_HP_PZ=0.6640625\n"},
    {{"3ck-cr", "100GBASE-CR1 copper cable, 53.125 GBd PAM4", "IEEE 802.3 clause 162", "standard",
      "IEEE P802.3ck, COM workbook SA_CR_CA of 2022-08-17", NOT_OPENED},
     "3ck-kr",
     "ERL Pass threshold=8.25\nInclude PCB=1\nbmaxg=0.03\nN=4500\n"
     "fixture delay time=[.3e-9 .3e-9]\nN_bx=0\neta_0=9e-09\nSNR_TX=32.5\n"},
    {{"3ck-c2c", "100GAUI-1 chip to chip, 53.125 GBd PAM4", "IEEE 802.3 Annex 120F", "standard",
      "IEEE P802.3ck, COM workbook SA_120F_C2C of 2022-08-17", NOT_OPENED},
     "3ck-kr",
     "z_p (TX)=[13 31; 1.8 1.8]\nz_p (NEXT)=[11 29; 1.8 1.8]\n"
     "z_p (FEXT)=[13 31; 1.8 1.8]\nz_p (RX)=[11 29; 1.8 1.8]\nDER_0=1e-05\nN_bg=0\n"
     "N=2000\nc(-1)=[-0.28:0.02:0]\nc(-2)=[0:0.02:0.1]\nc(-3)=[-0.04:0.02: 0]\n"
     "c(1)=[-0.1:0.02:0]\nN_b=6\nN_bx=6\nb_max(1)=0.65\n"
     "b_max(2..N_b)=[0.15 0.1*ones(1,4)]\nb_min(2..N_b)=[0.05 -0.04*ones(1,4)]\n"
     "eta_0=2e-08\ng_DC_HP=[-4:1:0]\n"},
    {{"3ck-c2m", "100GAUI-1 chip to module at TP1a, 53.125 GBd PAM4", "IEEE 802.3 Annex 120G",
      "standard", "IEEE P802.3ck, COM workbook SA_120g_C2M_tp1a of 2022-08-17", NOT_OPENED},
     "3ck-kr",
     "C_d=[1.2e-4 0]\nL_s=[0.12 0]\nC_b=[0.3e-4 0]\nz_p (TX)=[15 30; 1.8 1.8]\n"
     "z_p (NEXT)=[0 0; 0 0]\nz_p (FEXT)=[15 30; 1.8 1.8]\nVEC Pass threshold=12\n"
     "z_p (RX)=[0 0; 0 0]\nEH_min=10\nC_p=[0.87e-4 0]\nERL Pass threshold=7.3\n"
     "Min_VEO_Test=5\nDER_0=1e-05\nA_v=0.415\nA_fe=0.415\nA_ne=0.45\nPMD_type=C2M\n"
     "samples_for_C2M=100\nT_O=50\nN=800\nfixture delay time=[0 0.2e-9]\nN_b=4\n"
     "TDR_W_TXPKG=1\nb_max(1)=0.4\nN_bx=0\nb_max(2..N_b)=[0.15 0.15 0.1]\n"
     "b_min(1)=0.1\nb_min(2..N_b)=-0.15 - 0.15 - 0.05\ng_DC=[-13:1:-0]\nf_z=12.58\n"
     "f_p1=20\nf_p2=28\ng_DC_HP=[-3:0.5:-0]\neta_0=4.1e-08\nf_HP_PZ=1.328125\n"
     "SNR_TX=32.5\nG_Qual=[-2 -9;-2 -11; -4 -10;-4 -9]\nG2_Qual=[0 -1 -2 -3]\n"
     "Histogram_Window_Weight=Gaussian\nsigma_r=0.02\nCOM Pass threshold=\n"
     "FORCE_TR=\nN_bg=\nN_bf=\nN_f=\nbmaxg=\nB_float_RSS_MAX=\nN_tail_start=\n"},
    {{"df-kr", "200 Gb/s a lane, backplane and cable, exploratory", "none: before P802.3dj",
      "paper", "IEEE P802.3df, COM workbook 200G_PAM4_RCos_CAKR of November 2022", EXPLORATORY},
     NULL,
     "f_b=106.25\npackage_tl_gamma0_a1_a2=[0 0.0008455 0.000340225]\nf_min=0.05\n"
     "package_tl_tau=0.00644805\nDelta_f=0.01\n"
     "package_Z_c=[92 92; 70 70; 80 80; 100 100]\n"
     "C_d=[0.4e-4 0.9e-4 1.1e-4;0.4e-4 0.9e-4 1.1e-4]\n"
     "L_s=[0.12 0.15 0.14; 0.12 0.15 0.14]\nPort Order=[1 3 2 4]\n"
     "C_b=[0.3e-4 0.3e-4]\nboard_tl_gamma0_a1_a2=[0 6.44084e-4 3.6036e-05]\n"
     "z_p select=[1 2 3]\nboard_tl_tau=0.00579\n"
     "z_p (TX)=[12 31 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\nboard_Z_c=100\n"
     "z_p (NEXT)=[12 29 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "ERL Pass threshold=10\nz_bp (TX)=125\n"
     "z_p (FEXT)=[12 31 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "COM Pass threshold=3\nz_bp (NEXT)=0\n"
     "z_p (RX)=[12 29 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\nDER_0=0.0001\n"
     "z_bp (FEXT)=125\nT_r=0.004705882352941176\nz_bp (RX)=0\nC_p=[0.5e-4 0.5e-4]\n"
     "FORCE_TR=1\nC_0=[0.2e-4 0]\nR_0=50\nPMD_type=C2C\nC_1=[0.2e-4 0]\n"
     "R_d=[45 45]\nEW=1\nInclude PCB=0\nA_v=0.387\nA_fe=0.387\nTDR=1\nA_ne=0.6\n"
     "ERL=1\nL=4\nERL_ONLY=0\nHistogram_Window_Weight=gaussian\nM=32\nTR_TDR=0.01\n"
     "Qr=0.02\nN=1000\nf_r=0.75\nTDR_Butterworth=1\nc(0)=0.65\nbeta_x=0\n"
     "c(-1)=[-0.2:0.02:0]\nrho_x=0.618\nf_v=0.2782352941176471\nc(-2)=[0:.02:0.1]\n"
     "TDR_W_TXPKG=0\nf_f=0.2782352941176471\nc(-3)=[-0.1:.02:0]\nN_bx=24\n"
     "f_n=0.2782352941176471\nc(1)=[-0.2:0.02:0]\nfixture delay time=[0 0]\n"
     "f_2=79.6875\nN_b=24\nTukey_Window=1\nA_ft=0.45\nb_max(1)=0.85\nA_nt=0.45\n"
     "b_max(2..N_b)=0.15\nsigma_RJ=0.01\nb_min(1)=0\nA_DD=0.02\n"
     "b_min(2..N_b)=-0.15\neta_0=4.1e-09\nN_bg=6\ng_DC=[-13:1:0]\nSNR_TX=32.5\n"
     "N_bf=3\nf_z=42.5\nR_LM=0.95\nN_f=120\nf_p1=42.5\nbmaxg=0.2\nf_p2=106.25\n"
     "B_float_RSS_MAX=0.1\ng_DC_HP=[-6:1:0]\nN_tail_start=25\nf_HP_PZ=1.0625\n"
     "Butterworth=1\nRaised_Cosine=1\nRC_Start=67000000000.0\nRC_end=79687500000.0\n"},
    {{"df-c2c", "200 Gb/s a lane, chip to chip, exploratory", "none: before P802.3dj", "paper",
      "IEEE P802.3df, COM workbook 200G_PAM4_RCos_C2C of November 2022", EXPLORATORY},
     "df-kr",
     "z_p (NEXT)=[6 6 6; 0.5 0.5 0.5; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "z_p (FEXT)=[12 29 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "z_p (RX)=[6 6 6; 0.5 0.5 0.5; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "C_p=[0.5e-4 0.3e-4]\nA_ne=0.608\ng_DC=[-18:1:0]\ng_DC_HP=[-4:1:0]\n"},
    {{"df-c2m", "200 Gb/s a lane, chip to module, exploratory", "none: before P802.3dj", "paper",
      "IEEE P802.3df, COM workbook 200G_PAM4_RCos_C2M_TP1a of November 2022", EXPLORATORY},
     "df-kr",
     "C_d=[0.4e-4 0.9e-4 1.1e-4;0 0 0]\nL_s=[.12 .15 .14; 0 0 0]\nC_b=[.3e-4 0]\n"
     "z_p (TX)=[12 30 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "z_p (NEXT)=[0 0 0; 0 0 0;0 0 0;0 0 0]\n"
     "z_p (FEXT)=[12 30 45; 1 1 1; 0.1 0.1 0.1; 0.58 0.58 0.58]\n"
     "VEC Pass threshold=12\nz_p (RX)=[0 0 0; 0 0 0;0 0 0;0 0 0]\nEH_min=0\n"
     "C_p=[0.5e-4 0]\nR_d=[45 50]\nMin_VEO_Test=0\nPMD_type=C2M\nT_O=50\n"
     "A_ne=0.608\nsamples_for_C2M=100\nN_b=8\nTDR_W_TXPKG=1\nN_bx=8\n"
     "fixture delay time=[0 0.2e-9]\nN_tail_start=9\nCOM Pass threshold=\n"},
    {{"3dj-kr",
      "200GBASE-KR1 with MMSE receive FFE, 106.25 GBd PAM4; one point of its equaliser grid",
      "IEEE P802.3dj clause 178, Annex 178A (draft)", "paper",
      "PyChOpMarg, workbook compared with the reference of P802.3dj", EXPLORATORY},
     NULL,
     "f_b=106.25\npackage_tl_tau=0.006141\nf_min=0.05\n"
     "package_tl_gamma0_a1_a2=[5e-4 8.9e-4 2e-4]\nDelta_f=0.05\n"
     "package_Z_c=[87.5 87.5; 92.5 92.5]\n"
     "C_d=[0.4e-4 0.9e-4 1.1e-4; 0.4e-4 0.9e-4 1.1e-4]\n"
     "L_s=[0.13 0.15 0.14; 0.13 0.15 0.14]\nC_b=[0.3e-4 0.3e-4]\nz_p select=1\n"
     "board_tl_tau=0.006191\nz_p (TX)=[34; 1.8]\nPort Order=[1 3 2 4]\n"
     "board_tl_gamma0_a1_a2=[0 4.114e-4 2.547e-4]\nz_p (NEXT)=[34; 1.8]\n"
     "board_Z_c=109.8\nz_p (FEXT)=[34; 1.8]\nz_bp (TX)=151\nz_p (RX)=[32; 1.8]\n"
     "z_bp (NEXT)=72\nC_p=[0.4e-4 0.4e-4]\nz_bp (FEXT)=72\nR_0=50\nT_r=0.004\n"
     "z_bp (RX)=151\nR_d=[50 50]\nFORCE_TR=1\nf_r=0.58\nPMD_type=C2C\nc(0)=1\n"
     "TDR=0\nc(-1)=0\nERL=0\nc(-2)=0\nEW=0\nc(-3)=0\nMLSE=0\nc(-4)=0\nts_anchor=1\n"
     "c(1)=0\nsample_adjustment=[-16 16]\ng_DC=0\nLocal Search=2\ng_DC_HP=0\n"
     "f_z=1000\nf_p1=1000\nf_p2=1000\nf_HP_PZ=1.328125\nffe_pre_tap_len=5\n"
     "ffe_post_tap_len=10\nffe_tap_step_size=0\nRaised_Cosine=1\n"
     "ffe_main_cursor_min=1\nffe_pre_tap1_max=1\nffe_post_tap1_max=1\n"
     "ffe_tapn_max=1\nN_f=4\nA_v=0.413\nA_fe=0.413\nA_ne=0.45\nL=4\nM=32\nN_b=1\n"
     "b_max(1)=0.85\nb_min(1)=0\nb_max(2..N_b)=0\nsigma_RJ=0.01\nA_DD=0.02\n"
     "eta_0=6e-09\nSNR_TX=33\nR_LM=0.95\nDER_0=0.0002\nCOM Pass threshold=3\n"
     "Include PCB=0\n"},
    {{"cei-56g-mr", "CEI-56G-MR-PAM4, chip to chip, at its top rate of 29 GBd", "OIF-CEI clause 17",
      "paper", "Intel AN 835 (683852), normative channel specification COM",
      "not a compliance result: read in a vendor's note; A_DD, eta_0, DER_0 and threshold are "
      "assumed"},
     NULL,
     "f_b=29\nf_min=0.05\nDelta_f=0.01\nC_d=1.6e-4\nz_p select=[1 2]\n"
     "z_p (TX)=[12 30]\nz_p (NEXT)=[12 30]\nz_p (FEXT)=[12 30]\nz_p (RX)=[12 30]\n"
     "package_Z_c=85\nC_p=1.1e-4\nR_0=50\nR_d=55\nf_r=0.75\nc(0)=0.60\n"
     "c(-1)=[-0.15:0.05:0]\nc(1)=[-0.25:0.05:0]\ng_DC=[-15:1:0]\ng_DC_HP=[-5:1:0]\n"
     "f_z=29/2.5\nf_p1=29/2.5\nf_p2=29\nf_HP_PZ=29/40\nA_v=0.43\nA_fe=0.43\n"
     "A_ne=0.63\nL=4\nM=32\nR_LM=0.95\nSNR_TX=31\nN_b=10\nb_max(1)=0.5\n"
     "b_max(2..N_b)=0.2\nsigma_RJ=0.01\nA_DD=0.02\neta_0=1.64e-8\nDER_0=1e-6\n"
     "COM Pass threshold=3\nInclude PCB=0\n"},
    {{"cei-56g-lr", "CEI-56G-LR-PAM4, backplane, 29 GBd", "OIF-CEI-56G-LR", "assumption",
      "no document opened; scaled from preset cei-56g-mr", ASSUMED},
     "cei-56g-mr",
     "N_b=12\nb_max(1)=0.7\nDER_0=1e-4\ng_DC=[-20:1:0]\n"},
    {{"cei-56g-vsr", "CEI-56G-VSR-PAM4, chip to module, 29 GBd", "OIF-CEI-56G-VSR", "assumption",
      "no document opened; scaled from preset cei-56g-mr", ASSUMED},
     "cei-56g-mr",
     "z_p (NEXT)=[0 0]\nz_p (RX)=[0 0]\nC_d=[1.6e-4 0]\nC_p=[1.1e-4 0]\nN_b=0\n"
     "g_DC=[-9:1:0]\ng_DC_HP=[-2:0.5:0]\n"},
    {{"cei-56g-xsr", "CEI-56G-XSR, die to optical engine, 29 GBd", "OIF-CEI-56G-XSR", "assumption",
      "no document opened; scaled from preset cei-56g-mr", ASSUMED},
     "cei-56g-mr",
     "z_p (TX)=[2 8]\nz_p (NEXT)=[2 8]\nz_p (FEXT)=[2 8]\nz_p (RX)=[2 8]\nN_b=0\n"
     "g_DC=[-6:1:0]\ng_DC_HP=0\nDER_0=1e-8\n"},
    {{"cei-112g-lr", "CEI-112G-LR-PAM4, backplane and cable, 56 GBd", "OIF-CEI-112G-LR",
      "assumption", "no document opened; scaled from preset 3ck-kr", ASSUMED},
     "3ck-kr",
     "f_b=56\nf_z=56/2.5\nf_p1=56/2.5\nf_p2=56\nf_HP_PZ=56/80\n"},
    {{"cei-112g-mr", "CEI-112G-MR-PAM4, chip to chip, 56 GBd", "OIF-CEI-112G-MR", "assumption",
      "no document opened; scaled from preset 3ck-c2c", ASSUMED},
     "3ck-c2c",
     "f_b=56\nf_z=56/2.5\nf_p1=56/2.5\nf_p2=56\nf_HP_PZ=56/80\nDER_0=1e-6\n"},
    {{"cei-112g-vsr", "CEI-112G-VSR-PAM4, chip to module, 56 GBd", "OIF-CEI-112G-VSR", "assumption",
      "no document opened; scaled from preset 3ck-c2m", ASSUMED},
     "3ck-c2m",
     "f_b=56\nf_p2=56/1.9\nDER_0=1e-6\n"},
    {{"cei-112g-xsr", "CEI-112G-XSR-PAM4, die to optical engine, 56 GBd", "OIF-CEI-112G-XSR",
      "assumption", "no document opened; scaled from preset 3ck-c2c", ASSUMED},
     "3ck-c2c",
     "f_b=56\nf_z=56/2.5\nf_p1=56/2.5\nf_p2=56\nz_p (TX)=[2 8; 0 0]\n"
     "z_p (NEXT)=[2 8; 0 0]\nz_p (FEXT)=[2 8; 0 0]\nz_p (RX)=[2 8; 0 0]\n"
     "f_HP_PZ=56/80\nN_b=0\nN_bx=0\ng_DC=[-6:1:0]\ng_DC_HP=[-2:1:0]\nDER_0=1e-8\n"},
    {{"cei-112g-linear", "CEI-112G-Linear, host to linear optics, 56 GBd", "OIF-CEI-112G-Linear",
      "assumption", "no document opened; scaled from preset 3ck-c2m", ASSUMED},
     "3ck-c2m",
     "f_b=56\nf_p2=56/1.9\nDER_0=1e-6\nSNR_TX=33\nN_b=1\nb_max(2..N_b)=\n"
     "b_min(2..N_b)=\n"},
    {{"cei-224g-lr", "CEI-224G-LR-PAM4, backplane and cable, 112 GBd", "OIF-CEI-224G-LR",
      "assumption", "no document opened; scaled from preset df-kr", ASSUMED},
     "df-kr",
     "f_b=112\nf_z=112/2.5\nf_p1=112/2.5\nf_p2=112\nf_HP_PZ=1.12\n"},
    {{"cei-224g-mr", "CEI-224G-MR-PAM4, chip to chip, 112 GBd", "OIF-CEI-224G-MR", "assumption",
      "no document opened; scaled from preset df-c2c", ASSUMED},
     "df-c2c",
     "f_b=112\nf_z=112/2.5\nf_p1=112/2.5\nf_p2=112\nf_HP_PZ=1.12\n"},
    {{"cei-224g-vsr", "CEI-224G-VSR-PAM4, chip to module, 112 GBd", "OIF-CEI-224G-VSR",
      "assumption", "no document opened; scaled from preset df-c2m", ASSUMED},
     "df-c2m",
     "f_b=112\nf_z=112/2.5\nf_p1=112/2.5\nf_p2=112\nf_HP_PZ=1.12\n"},
    {{"cei-224g-xsr", "CEI-224G-XSR, die to optical engine, 112 GBd", "OIF-CEI-224G-XSR",
      "assumption", "no document opened; scaled from preset df-c2c", ASSUMED},
     "df-c2c",
     "f_b=112\nf_z=112/2.5\nf_p1=112/2.5\nf_p2=112\nz_p select=[1 2]\n"
     "z_p (TX)=[2 8; 0 0; 0 0; 0 0]\nz_p (NEXT)=[2 8; 0 0; 0 0; 0 0]\n"
     "z_p (FEXT)=[2 8; 0 0; 0 0; 0 0]\nz_p (RX)=[2 8; 0 0; 0 0; 0 0]\nf_HP_PZ=1.12\n"
     "N_b=4\nN_bx=4\nN_bg=0\ng_DC=[-6:1:0]\ng_DC_HP=[-2:1:0]\nDER_0=1e-6\n"},
    {{"cei-224g-linear", "CEI-224G-Linear, host to linear optics, 112 GBd", "OIF-CEI-224G-Linear",
      "assumption", "no document opened; scaled from preset df-c2m", ASSUMED},
     "df-c2m",
     "f_b=112\nf_z=112/2.5\nf_p1=112/2.5\nf_p2=112\nf_HP_PZ=1.12\nN_b=1\nN_bx=1\n"
     "N_bg=0\n"},
    {{"pcie5", "PCI Express 5.0, 32 GT/s NRZ", "PCI Express Base 5.0", "assumption",
      "no document opened; scaled from preset 100gbase-kr4", ASSUMED},
     "100gbase-kr4",
     "f_b=32\nf_z=32/2.5\nf_p1=32/2.5\nf_p2=32\ng_DC=[-15:1:-5]\nc(0)=0.65\n"
     "c(-1)=[-0.166:1/24:0]\nc(1)=[-0.25:1/24:0]\nN_b=3\nb_max(1)=0.8\n"
     "b_max(2..N_b)=0.2\nR_d=50\nDER_0=1e-12\nCOM Pass threshold=0\n"},
    {{"pcie6", "PCI Express 6.0, 32 GBd PAM4 with FLIT error correction", "PCI Express Base 6.0",
      "assumption", "no document opened; scaled from preset pcie5", ASSUMED},
     "pcie5",
     "L=4\nR_LM=0.95\nSNR_TX=34\nN_b=16\nb_max(1)=0.55\nDER_0=1e-6\n"
     "c(-2)=[0:1/24:0.0834]\n"},
    {{"pcie7", "PCI Express 7.0, 64 GBd PAM4 with FLIT error correction", "PCI Express Base 7.0",
      "assumption", "no document opened; scaled from preset pcie6", ASSUMED},
     "pcie6",
     "f_b=64\nf_z=64/2.5\nf_p1=64/2.5\nf_p2=64\nC_d=1.2e-4\nC_p=0.87e-4\n"
     "T_r=0.0065\neta_0=8e-9\nN_b=24\n"},
    {{"ucie-std", "UCIe on an organic package, 32 GT/s", "UCIe 1.1, standard package", "assumption",
      "no document opened",
      "not a compliance result: a single-ended bus, computed as a pair; no document was opened"},
     NULL,
     "f_b=32\nf_min=0.05\nDelta_f=0.05\nL=2\nM=32\nDER_0=1e-15\nA_v=0.2\nA_fe=0.2\n"
     "A_ne=0.2\nSNR_TX=30\nR_LM=1\nsigma_RJ=0.01\nA_DD=0.05\neta_0=1e-8\nc(0)=0.8\n"
     "c(1)=[-0.2:0.05:0]\ng_DC=[-6:1:0]\nf_z=8\nf_p1=8\nf_p2=32\nN_b=0\nb_max(1)=0\n"
     "C_d=2e-4\nC_p=0\nR_0=50\nR_d=50\nz_p (TX)=0\nz_p (NEXT)=0\nz_p (FEXT)=0\n"
     "z_p (RX)=0\nf_r=0.75\nT_r=0.01\nInclude PCB=0\n"},
    {{"ucie-adv", "UCIe on an interposer or bridge, 32 GT/s", "UCIe 1.1, advanced package",
      "assumption", "no document opened; scaled from preset ucie-std",
      "not a compliance result: a single-ended bus, computed as a pair; no document was opened"},
     "ucie-std",
     "C_d=1e-4\nA_v=0.15\nA_fe=0.15\nA_ne=0.15\nc(1)=0\n"},
};
const int sl_com_preset_n = (int)(sizeof sl_com_presets / sizeof *sl_com_presets);
